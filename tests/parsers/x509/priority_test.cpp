// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/priority.hpp"
#include "tests/support/shell.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::x509 {
namespace {

// What `gnutls-cli --list` says of the same string.
struct Listed {
    std::vector<std::uint16_t> suites;
    std::string versions;
};

Listed list(const std::string& priority) {
    Listed listed;
    std::istringstream lines(test::run("GNUTLS_SYSTEM_PRIORITY_FILE=/dev/null gnutls-cli --list "
                                       "--priority '"
                                       + priority + "' 2>&1")
                                 .output);
    for (std::string line; std::getline(lines, line);) {
        // "TLS_…	0xc0, 0x2c	TLS1.2"
        if (const std::size_t code = line.find("0x"); code != std::string::npos)
            listed.suites.push_back(static_cast<std::uint16_t>(
                std::stoul(line.substr(code + 2, 2) + line.substr(code + 8, 2), nullptr, 16)));
        if (line.starts_with("Protocols:")) listed.versions = line;
    }
    return listed;
}

TEST(Priorities, AreReadAsGnutlsListsThem) {
    for (const char* const text :
         {"NORMAL", "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.2", "SECURE256", "PFS",
          "NORMAL:-RSA:-VERS-TLS1.0:-VERS-TLS1.1",
          "NONE:+VERS-TLS1.3:+AEAD:+AES-128-GCM:+GROUP-X25519:+SIGN-ALL:+ECDHE-RSA",
          "PERFORMANCE:%SERVER_PRECEDENCE", "SECURE128:+SECURE192:-VERS-ALL:+VERS-TLS1.2",
          "LEGACY:+ARCFOUR-128:+3DES-CBC"}) {
        SCOPED_TRACE(text);
        const Listed listed = list(text);
        const Priority priority = read_priority(text);
        ASSERT_TRUE(priority.ok);
        EXPECT_EQ(priority.suites, listed.suites);
        EXPECT_FALSE(priority.suites.empty());
        constexpr std::pair<std::uint16_t, std::string_view> versions[] = {{0x0301, "VERS-TLS1.0"},
                                                                           {0x0302, "VERS-TLS1.1"},
                                                                           {0x0303, "VERS-TLS1.2"},
                                                                           {0x0304, "VERS-TLS1.3"}};
        for (const auto& [code, name] : versions) {
            const bool has = std::find(priority.versions.begin(), priority.versions.end(), code)
                             != priority.versions.end();
            EXPECT_EQ(has, listed.versions.find(name) != std::string::npos) << name;
        }
    }
}

TEST(Priorities, ThatGnutlsRefusesSayWhere) {
    const Priority priority = read_priority("NORMAL:-FOO:+VERS-TLS1.2");
    EXPECT_FALSE(priority.ok);
    EXPECT_EQ(priority.refused_at.substr(0, 4), "-FOO");
    const Priority system = read_priority("@SYSTEM");
    EXPECT_FALSE(system.ok);
    EXPECT_EQ(system.refused_at, "");
}

TEST(Priorities, SayWhoDecides) {
    EXPECT_TRUE(read_priority("NORMAL:%SERVER_PRECEDENCE").server_decides);
    EXPECT_FALSE(read_priority("NORMAL").server_decides);
}

}  // namespace
}  // namespace tlslint::x509
