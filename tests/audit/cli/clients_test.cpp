// SPDX-License-Identifier: Apache-2.0
// `tlslint show --clients`: fixtures/clients, and what scripts get. That it is right is for
// tests/prove/nginx_model/clients.py, which asks the real server.
#include "audit/clients/profile.hpp"
#include "audit/report/escape_support.hpp"
#include "tests/support/fixture.hpp"
#include "tests/support/shell.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tlslint::test {
namespace {

using Json = nlohmann::json;

const std::filesystem::path folder(TLSLINT_SOURCE_DIR "/fixtures/clients");

std::string shown(const std::string& words) {
    return run(fmt::format("cd {} && {} show --clients --kind nginx --target debian-12 {}",
                           folder.string(), TLSLINT_PROGRAM, words))
        .output;
}

// NAME.conf and what is said of it in 80 columns.
TEST(ShowClients, LooksAsExpected) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".conf") continue;
        SCOPED_TRACE(entry.path().string());
        const std::string text = shown(entry.path().filename().string());
        const std::filesystem::path golden =
            std::filesystem::path(entry.path()).replace_extension(".expect");
        if (updates_golden()) std::ofstream(golden) << text;
        EXPECT_EQ(text, read_file(golden));
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(report::columns(line), 80U) << line;
        ++count;
    }
    EXPECT_EQ(count, 4);
}

const Json& client(const Json& endpoint, std::string_view profile) {
    for (const Json& entry : endpoint["clients"]) {
        if (entry["profile"] == profile) return entry;
    }
    static const Json none = Json::object();
    return none;
}

TEST(ShowClients, GivesScriptsEveryProfile) {
    const Json names = Json::parse(shown("--format json names.conf"));
    ASSERT_EQ(names["endpoints"].size(), 3U);
    const Json& old = names["endpoints"][0];
    const Json& modern = names["endpoints"][1];
    EXPECT_EQ(old["clients"].size(), clients::profiles().size());
    EXPECT_EQ(client(old, "openssl-3.0"),
              Json::parse(R"({"profile":"openssl-3.0","name":"OpenSSL 3.0.22","result":"ok",)"
                          R"("version":"TLSv1.2","suite":"ECDHE-RSA-AES256-GCM-SHA384",)"
                          R"("group":"X25519","cause":null,"why":null,)"
                          R"("answered_by":"nginx:0.0.0.0:443/old.example"})"));
    // The name comes after the versions: those of the default server hold.
    EXPECT_EQ(client(modern, "openssl-3.0").at("version"), "TLSv1.2");
    EXPECT_EQ(client(modern, "java-6").at("answered_by"), old["id"]);
    EXPECT_EQ(client(modern, "ie-6").at("cause"),
              Json::parse(R"({"number":3,"id":"version-mismatch"})"));
    EXPECT_EQ(client(names["endpoints"][2], "chrome-131").at("cause")["id"],
              "server-misconfiguration");
}

TEST(ShowClients, DoesNotGuess) {
    const Json unknown = Json::parse(shown("--format json unknown.conf"));
    const Json& hidden = unknown["endpoints"][0];
    // TLS 1.3 is the same with any key; the suite of TLS 1.2 is not.
    EXPECT_EQ(client(hidden, "openssl-3.0").at("suite"), "TLS_AES_256_GCM_SHA384");
    EXPECT_EQ(client(hidden, "safari-9").at("result"), "ok");
    EXPECT_TRUE(client(hidden, "safari-9").at("suite").is_null());
    EXPECT_EQ(client(hidden, "android-7").at("result"), "unknown");  // has P-256 alone
    EXPECT_EQ(client(hidden, "java-6").at("result"), "failed");      // whatever the key is
    EXPECT_EQ(client(unknown["endpoints"][1], "safari-9").at("result"), "unknown");
    EXPECT_TRUE(client(unknown["endpoints"][1], "safari-9").at("why").is_string());
}

TEST(ShowClients, LeavesOutWhatWasNotAsked) {
    const std::string plain =
        run(fmt::format("cd {} && {} show --kind nginx --format json names.conf", folder.string(),
                        TLSLINT_PROGRAM))
            .output;
    EXPECT_FALSE(Json::parse(plain)["endpoints"][0].contains("clients"));
}

}  // namespace
}  // namespace tlslint::test
