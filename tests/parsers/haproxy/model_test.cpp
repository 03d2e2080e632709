// SPDX-License-Identifier: Apache-2.0
// What the real servers do was observed: conditions with `haproxy -cc`, the rest with handshakes
// and answers of 2.2.9, 2.6.12, 3.0.11 and 3.2.26.
#include "parsers/load.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {
namespace {

std::unique_ptr<Model> read(std::vector<std::string> texts, ServerVersion version) {
    std::map<std::string, std::string> files;
    for (std::size_t i = 0; i < texts.size(); ++i)
        files.emplace("/" + std::to_string(i) + ".cfg", texts[i]);
    Deployment deployment{servers::find("haproxy"), "/0.cfg", texts[0], {}, std::nullopt};
    for (std::size_t i = 1; i < texts.size(); ++i)
        deployment.parts.push_back({"/" + std::to_string(i) + ".cfg", texts[i]});
    Facts facts;
    facts.server = version;
    facts.openssl_text = "3.0.22";
    facts.library = openssl::upstream(openssl::Version::v3_0);
    facts.security_level = 2;
    return load(std::move(deployment), FileSystem::memory(files), {}, facts);
}

constexpr std::string_view http =
    "defaults\n mode http\n timeout client 5s\n timeout server 5s\n timeout connect 5s\n";

struct Condition {
    std::string_view expression;
    Truth truth;
    std::string_view error = "";
};
constexpr Condition conditions[] = {
    {"version_atleast(2.6-dev3)", Truth::yes},
    {"version_atleast(2.6.13)", Truth::no},
    {"version_atleast(2.7-dev1)", Truth::no},
    {"version_atleast(x)", Truth::yes},
    {"openssl_version_atleast(3.0.0)", Truth::yes},
    {"openssl_version_atleast(3.0.1)", Truth::no},
    {"openssl_version_before(3.0.22)", Truth::yes},
    {"openssl_version_atleast(1.1.1k)", Truth::yes},
    {"ssllib_name_startswith(OpenSSL 3)", Truth::yes},
    {"ssllib_name_startswith(Libre)", Truth::no},
    {"feature(NOPE) || 0x1f", Truth::yes},
    {"!!1 && ! 010", Truth::no},
    {"( 0 || 1 ) && streq(a,a)", Truth::yes},
    {"streq(a, a)", Truth::no},
    {"defined", Truth::no},
    {"08", Truth::unknown,
     "unexpected character '8' at the end of conditional expression '08' in '.if' at position 2"},
    {"1 && ", Truth::unknown, "unparsable conditional expression '&&' in '.if' at position 3"},
    {"(nosuch)", Truth::unknown,
     "unparsable conditional expression 'nosuch)' in '.if' at position 2"},
    {"1 || strstr(ab,a)", Truth::unknown,
     "unparsable conditional expression 'strstr(ab,a)' in '.if' at position 6"},
    {"(1", Truth::unknown, "expected ')' after conditional expression '(1' in '.if' at position 1"},
    {"streq(a)", Truth::unknown,
     "missing arguments (got 1/2), type 'string' expected in argument 1 of predicate 'streq' used "
     "in conditional expression in '.if' at position 8"},
    {"streq(a,b,c)", Truth::unknown,
     "expected ')' before ',c)' in argument 1 of predicate 'streq' used in conditional expression "
     "in '.if' at position 10"},
    {"0 && openssl_version_atleast(3)", Truth::no},
    {"openssl_version_atleast(3)", Truth::unknown,
     "invalid argument to conditional expression predicate 'openssl_version_atleast': '3' in '.if' "
     "at position 27"}};

TEST(HaproxyModel, ReadsConditionsAsHaproxyDoes) {
    for (const Condition& each : conditions) {
        SCOPED_TRACE(each.expression);
        const auto model = read(
            {"global\n.if " + std::string(each.expression) + "\n maxconn 5\n.endif\n"}, {2, 6, 12});
        const SyntaxTree& tree = model->trees.front();
        if (!each.error.empty()) {
            ASSERT_FALSE(tree.problems().empty());
            EXPECT_EQ(tree.problems().front().message, each.error);
            continue;
        }
        EXPECT_TRUE(tree.problems().empty());
        for (const Directive global : tree.directives()) {
            for (const Directive line : global.block()) {
                if (line.name().text != "maxconn") continue;
                EXPECT_EQ(line.active(), each.truth);
            }
        }
    }
}

TEST(HaproxyModel, KeepsTheEnvironmentFromFileToFile) {
    const auto model = read({"global\n setenv PORT 8443\n",
                             std::string(http) + "listen l\n bind \"127.0.0.1:${PORT}\"\n"},
                            {2, 6, 12});
    ASSERT_EQ(model->endpoints.size(), 1U);
    EXPECT_EQ(model->endpoints.front().listen.port, 8443);
}

TEST(HaproxyModel, ReadsALastLineWithoutItsEndOnce) {
    const auto model = read({std::string(http) + "backend b\n server s 127.0.0.1:1"}, {2, 2, 9});
    EXPECT_TRUE(model->trees.front().problems().empty());
}

TEST(HaproxyModel, PassesResponsesThroughTheBackendFirst) {
    const auto model = read({std::string(http)
                             + "frontend f\n bind :8080\n http-response add-header "
                               "Strict-Transport-Security max-age=5\n default_backend b\n"
                               "backend b\n http-response set-header "
                               "strict-transport-security max-age=7\n server s 127.0.0.1:1\n"},
                            {2, 6, 12});
    ASSERT_EQ(model->endpoints.size(), 1U);
    const Setting<Hsts>& hsts = model->endpoints.front().hsts;
    EXPECT_EQ(hsts.value.max_age, 7);
    EXPECT_EQ(hsts.origin.kind, Origin::Kind::inherited);
    EXPECT_EQ(hsts.origin.overruled.size(), 1U);
}

TEST(HaproxyModel, GivesAllBindLinesOfASectionItsUsedCertificates) {
    const auto model = read({std::string(http)
                             + "frontend f\n ssl-f-use crt /a.pem\n bind :8443 ssl\n"
                               " bind :8444 ssl crt /c.pem\n bind :8080\n"
                               " ssl-f-use crt /b.pem key /b.key ssl-min-ver TLSv1.3\n"},
                            {3, 2, 26});
    std::vector<std::string> seen;
    for (const Endpoint& endpoint : model->endpoints) {
        std::string text = std::to_string(endpoint.listen.port) + ":";
        for (const CertificatePair& pair : endpoint.certificates.value)
            text += " " + std::string(pair.certificate->written);
        seen.push_back(text);
    }
    // The list begins with the last line; that one has words of its own.
    const std::vector<std::string> wanted{"8443: /a.pem", "8443: /b.pem", "8444: /c.pem /a.pem",
                                          "8444: /b.pem", "8080:"};
    EXPECT_EQ(seen, wanted);
}

}  // namespace
}  // namespace tlslint
