// SPDX-License-Identifier: Apache-2.0
// Comments that hide findings; which of them are of no use: fixtures/rules/config/unused_ignore.
#include "audit/config/policies.hpp"
#include "audit/resolve.hpp"
#include "parsers/load.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

namespace tlslint::test {
namespace {

Facts facts_on(std::chrono::sys_days day) {
    Facts facts;
    facts.server_text = "1.18.0";
    facts.server = parse_server_version(facts.server_text).value();
    facts.openssl_text = "1.1.1";
    facts.openssl = openssl::parse_release(facts.openssl_text).value();
    facts.library = openssl::upstream(facts.openssl.version);
    facts.now = day;
    return facts;
}

using Texts = std::map<std::string, std::string>;

// The configurations `mains` of these files, judged by two rules and the one on comments.
report::Document check(const Texts& files, const std::vector<std::string>& mains,
                       const Hiding& hiding) {
    static const Policy& policy = config::standard_policy();
    Selection selection;
    for (const char* rule :
         {"protocol/obsolete-version", "cipher/null", "config/unused-ignore", "config/syntax"})
        EXPECT_TRUE(selection.select(rule));
    std::vector<Judged> judged(mains.size());
    for (std::size_t i = 0; i < mains.size(); ++i) {
        const bool is_haproxy = mains[i].ends_with(".cfg");
        Deployment deployment{servers::find(is_haproxy ? "haproxy" : "nginx"),
                              mains[i],
                              files.at(mains[i]),
                              {},
                              std::nullopt};
        Facts facts = facts_on(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1));
        if (is_haproxy) facts.server = parse_server_version("2.6.12").value();
        judged[i].model = load(std::move(deployment), FileSystem::memory(files), {}, facts);
        judged[i].judgement = judge(*judged[i].model, policy, selection);
        judged[i].policy = &policy;
    }
    return resolve(judged, hiding);
}

// "nginx.conf:3 rule", hidden ones in brackets.
std::string in_short(const report::Document& document) {
    std::string text;
    for (const report::Item& item : document.items) {
        const std::string line =
            fmt::format("{}:{} {}", item.place->file, item.place->line, item.rule->name);
        text += item.suppression ? fmt::format("[{}] ", line) : line + " ";
    }
    return text;
}

std::string check_nginx(const std::string& server, const Hiding& hiding = {.shown = true}) {
    const std::string text = "events {}\nhttp { server { listen 443 ssl; ssl_certificate $host; "
                             "ssl_certificate_key $host;\n"
                             + server + "\n} }\n";
    return in_short(check({{"a", text}}, {"a"}, hiding));
}

TEST(Suppress, HidesOnTheLineItselfAndOnTheLineBelow) {
    const std::string hidden = "[a:4 protocol/obsolete-version] ";
    EXPECT_EQ(check_nginx("\nssl_protocols TLSv1; # tlslint: ignore=protocol/obsolete-version"),
              hidden);
    EXPECT_EQ(check_nginx("\nssl_protocols TLSv1; #tlslint:ignore=protocol/*\r"), hidden);
    EXPECT_EQ(check_nginx("\nssl_protocols TLSv1; # managed # tlslint: ignore=*"), hidden);
    EXPECT_EQ(check_nginx("# tlslint: ignore=protocol/obsolete-version\nssl_protocols TLSv1;"),
              hidden);
    EXPECT_EQ(check_nginx("# tlslint: ignore=protocol\n# more\n  \t#\nssl_protocols TLSv1;"),
              "[a:6 protocol/obsolete-version] ");
    EXPECT_EQ(check_nginx("# tlslint: ignore=protocol/*\n\nssl_protocols TLSv1;"),
              "a:3 config/unused-ignore a:5 protocol/obsolete-version ");
    EXPECT_EQ(check_nginx("ssl_protocols TLSv1;\n# tlslint: ignore=protocol/*"),
              "a:3 protocol/obsolete-version a:4 config/unused-ignore ");
}

TEST(Suppress, CoversStatementsOfSeveralLines) {
    const std::string hidden = "[a:3 protocol/obsolete-version] ";
    EXPECT_EQ(check_nginx("ssl_protocols\nTLSv1\n; # tlslint: ignore=protocol/*"), hidden);
    EXPECT_EQ(check_nginx("ssl_protocols\n# tlslint: ignore=protocol/*\nTLSv1;"), hidden);
    EXPECT_EQ(check_nginx("ssl_protocols # tlslint: ignore=protocol/*\nTLSv1;"), hidden);
}

TEST(Suppress, TakesOnlyCommentsForComments) {
    const std::string shown = " protocol/obsolete-version ";
    EXPECT_EQ(check_nginx("add_header X '\n# tlslint: ignore=*\n'; ssl_protocols TLSv1;"),
              "a:5" + shown);
    EXPECT_EQ(check_nginx("add_header X a#tlslint:ignore=*; ssl_protocols TLSv1;"), "a:3" + shown);
    EXPECT_EQ(check_nginx("content_by_lua_block { local a = '# tlslint: ignore=*'\n"
                          "# tlslint: ignore=*\n} ssl_protocols TLSv1;"),
              "a:5" + shown);
}

TEST(Suppress, SaysNothingOfRulesThatWereNotRun) {
    EXPECT_EQ(check_nginx("ssl_protocols TLSv1.2; # tlslint: ignore=http/hsts-lost"), "");
    EXPECT_EQ(check_nginx("ssl_protocols TLSv1.2; # tlslint: ignore=cipher/null,http/hsts-lost"),
              "a:3 config/unused-ignore ");
    EXPECT_EQ(check_nginx("ssl_protocols TLSv1.2; # tlslint: ignore=cipher/null\n"
                          "# tlslint: ignore-file=config/unused-ignore"),
              "");
}

TEST(Suppress, EndsWithItsLastDay) {
    const auto until = [](const char* day) {
        return check_nginx(std::string("ssl_protocols TLSv1; # tlslint: ignore=protocol/* until=")
                           + day);
    };
    EXPECT_EQ(until("2026-03-01"), "[a:3 protocol/obsolete-version] ");
    EXPECT_EQ(until("2026-02-28"), "a:3 protocol/obsolete-version a:3 config/unused-ignore ");
    EXPECT_EQ(until("2026-02-29"), "a:3 protocol/obsolete-version a:3 config/unused-ignore ");
    EXPECT_EQ(until("soon"), "a:3 protocol/obsolete-version a:3 config/unused-ignore ");
}

TEST(Suppress, DoesWhatTheOptionsSay) {
    const std::string plain = "ssl_protocols TLSv1; # tlslint: ignore=protocol/*";
    const std::string reasoned = plain + " reason='tills'";
    EXPECT_EQ(check_nginx(plain, {}), "");
    EXPECT_EQ(check_nginx(plain, {.comments = false}), "a:3 protocol/obsolete-version ");
    EXPECT_EQ(check_nginx(plain, {.require_reason = true}),
              "a:3 protocol/obsolete-version a:3 config/unused-ignore ");
    EXPECT_EQ(check_nginx(reasoned, {.require_reason = true}), "");
}

TEST(Suppress, CountsWhatItHides) {
    const report::Document document =
        check({{"a", "events {}\nhttp { server { listen 443 ssl; ssl_certificate $h; "
                     "ssl_certificate_key $h; ssl_protocols TLSv1; # tlslint: ignore=protocol/* "
                     "until=2027-03-31 reason=\"old, slow\"\n} }\n"}},
              {"a"}, {.shown = true});
    EXPECT_EQ(document.summary.suppressed, 1U);
    EXPECT_EQ(document.summary.errors + document.summary.warnings, 0U);
    ASSERT_EQ(document.items.size(), 1U);
    ASSERT_TRUE(document.items[0].suppression);
    EXPECT_EQ(document.items[0].suppression->kind, "inline");
    EXPECT_EQ(document.items[0].suppression->reason, "old, slow");
    EXPECT_EQ(document.items[0].suppression->until, "2027-03-31");
}

// A snippet that two configurations include: the comment is of use to one of them.
TEST(Suppress, LooksAtAllConfigurationsThatShareAFile) {
    const std::string main = "events {{}}\nhttp {{ server {{ listen 443 ssl; ssl_certificate $h; "
                             "ssl_certificate_key $h; ssl_protocols TLSv1.2{}; include tls; }} }}";
    const Texts files{{"a", fmt::format(fmt::runtime(main), "")},
                      {"b", fmt::format(fmt::runtime(main), " TLSv1.3")},
                      {"tls", "ssl_ciphers HIGH:eNULL:@SECLEVEL=0; # tlslint: ignore=cipher/null\n"
                              "# tlslint: ignore-file=protocol/obsolete-version\n"}};
    EXPECT_EQ(in_short(check(files, {"a", "b"}, {.shown = true})),
              "[tls:1 cipher/null] tls:2 config/unused-ignore ");
}

TEST(Suppress, ReadsHaproxysComments) {
    const auto check_haproxy = [](const std::string& lines) {
        return in_short(
            check({{"a.cfg", "frontend f\n mode http\n" + lines}}, {"a.cfg"}, {.shown = true}));
    };
    const std::string bind = " bind :443 ssl crt /x ssl-min-ver TLSv1.0";
    EXPECT_EQ(check_haproxy(bind + " # tlslint: ignore=protocol/*\n"),
              "[a.cfg:3 protocol/obsolete-version] ");
    EXPECT_EQ(check_haproxy(" # tlslint: ignore=protocol/*\n" + bind + "\n"),
              "[a.cfg:4 protocol/obsolete-version] ");
    EXPECT_EQ(check_haproxy(" http-request set-header A '# tlslint: ignore=*'\n" + bind + "\n"),
              "a.cfg:4 protocol/obsolete-version ");
}

}  // namespace
}  // namespace tlslint::test
