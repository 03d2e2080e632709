// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"
#include "tests/audit/report/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace tlslint::report {
namespace formats {
extern const Reporter text;
}
namespace {

std::string print(const Document& document, const Style& style = {}) {
    return sample::print(formats::text, document, style);
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const std::string at_80 =
    R"(error: accepts TLSv1 and TLSv1.1                     [protocol/obsolete-version]
  --> deploy/nginx/snippets/tls.conf:3:19
   |
 3 |     ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
   |                   ^^^^^^^^^^^^^ RFC 8996 forbids both
   = in force for shop.example (443) and 2 more
   = inherited from deploy/nginx/nginx.conf:21
   = fix: ssl_protocols TLSv1.2 TLSv1.3;   (tlslint fix --unsafe)

error: certificate and key do not belong together     [certificate/key-mismatch]
  --> deploy/nginx/sites/shop.conf:12:5
   |
12 |     ssl_certificate_key /etc/ssl/private/shop-2025.key;
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  ::: deploy/nginx/sites/shop.conf:11:5  the certificate
11 |     ssl_certificate     /etc/ssl/shop.pem;
   = shop-2025.key is an RSA key of 2048 bits, shop.pem holds an EC key; nginx
     does not start with them
   = in force for shop.example (443)
   = fix: Name the key that was made with the certificate.

warning: accepts suites of less than 128 bits: DES-CBC3-SHA,
         ECDHE-RSA-DES-CBC3-SHA                           [cipher/weak-strength]
   --> deploy/nginx/sites/legacy.conf:107:158
    |
107 | …256-GCM-SHA384:AES128-SHA:AES256-SHA:ECDHE:DES-CBC3-SHA:!aNULL:!MD5:!DSS;
    |                                             ^^^^^^^^^^^^
    = 64-bit blocks: SWEET32
    = in force for legacy.example (443) and legacy.example ([::]:443)
    = fix: Remove DES-CBC3-SHA, add !3DES.   (tlslint fix)

info: OCSP stapling is off                                    [stapling/missing]
  --> https://shop.example (192.0.2.7:443)
   = Clients ask the authority themselves, which is slow and tells it who
     visits.
   = fix: Turn stapling on; make sure that the responder can be reached from the
     server.

4 findings: 2 errors, 1 warning, 1 info in 3 of 14 files · 9 endpoints
assumed nginx 1.22.1, OpenSSL 3.0.22 level 2 (debian-12, from tlslint.toml)
1 rule could not decide 1 endpoint (--format json says why)
more: tlslint explain protocol/obsolete-version
)";

const std::string at_60 = R"(error: accepts TLSv1 and TLSv1.1 [protocol/obsolete-version]
  --> deploy/nginx/snippets/tls.conf:3:19
   |
 3 |     ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
   |                   ^^^^^^^^^^^^^ RFC 8996 forbids both
   = in force for shop.example (443) and 2 more
   = inherited from deploy/nginx/nginx.conf:21
   = fix: ssl_protocols TLSv1.2 TLSv1.3;   (tlslint fix
     --unsafe)

error: certificate and key do not belong together
                                  [certificate/key-mismatch]
  --> deploy/nginx/sites/shop.conf:12:5
   |
12 |     ssl_certificate_key /etc/ssl/private/shop-2025.key;
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  ::: deploy/nginx/sites/shop.conf:11:5  the certificate
11 |     ssl_certificate     /etc/ssl/shop.pem;
   = shop-2025.key is an RSA key of 2048 bits, shop.pem
     holds an EC key; nginx does not start with them
   = in force for shop.example (443)
   = fix: Name the key that was made with the certificate.

warning: accepts suites of less than 128 bits: DES-CBC3-SHA,
         ECDHE-RSA-DES-CBC3-SHA       [cipher/weak-strength]
   --> deploy/nginx/sites/legacy.conf:107:158
    |
107 | …8-SHA:AES256-SHA:ECDHE:DES-CBC3-SHA:!aNULL:!MD5:!DSS;
    |                         ^^^^^^^^^^^^
    = 64-bit blocks: SWEET32
    = in force for legacy.example (443) and legacy.example
      ([::]:443)
    = fix: Remove DES-CBC3-SHA, add !3DES.   (tlslint fix)

info: OCSP stapling is off                [stapling/missing]
  --> https://shop.example (192.0.2.7:443)
   = Clients ask the authority themselves, which is slow and
     tells it who visits.
   = fix: Turn stapling on; make sure that the responder can
     be reached from the server.

4 findings: 2 errors, 1 warning, 1 info in 3 of 14 files · 9
endpoints
assumed nginx 1.22.1, OpenSSL 3.0.22 level 2 (debian-12,
        from tlslint.toml)
1 rule could not decide 1 endpoint (--format json says why)
more: tlslint explain protocol/obsolete-version
)";

TEST(Text, AsWideAsTheTerminal) {
    EXPECT_EQ(print(sample::report()), at_80);
    EXPECT_EQ(print(sample::report(), {.width = 60}), at_60);
}

TEST(Text, NoLineIsWiderThanAsked) {
    for (unsigned width = 56; width <= 160; ++width) {  // 56: the longest word of the sample
        std::istringstream lines(print(sample::report(), {.width = width}));
        for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), width) << line;
    }
    EXPECT_EQ(print(sample::report(), {.width = 0}), print(sample::report(), {.width = 40}));
}

TEST(Text, ColourChangesNothingElse) {
    std::string text = print(sample::report(), {.colour = true});
    EXPECT_TRUE(contains(text, "\x1b[1;31merror\x1b[0m: accepts"));
    EXPECT_TRUE(contains(text, "\x1b[1;31m^^^^^^^^^^^^^\x1b[0m RFC"));
    EXPECT_TRUE(contains(text, "\x1b[1m[protocol/obsolete-version]\x1b[0m\n"));
    for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
        text.erase(at, text.find('m', at) + 1 - at);
    }
    EXPECT_EQ(text, at_80);
}

constexpr std::string_view clean_line =
    "14 files, 9 endpoints, nothing to report · assumed nginx 1.22.1, OpenSSL 3.0.22 level 2 "
    "(debian-12, from tlslint.toml)\n";

TEST(Text, CleanIsOneLineOrNone) {
    EXPECT_EQ(print(sample::clean()), clean_line);
    EXPECT_EQ(print(sample::clean(), {.quiet = true}), "");
    Document document = sample::clean();
    document.summary = {.files = 1, .endpoints = 1, .suppressed = 3};
    document.assumptions.clear();
    EXPECT_EQ(print(document), "1 file, 1 endpoint, nothing to report · 3 suppressed\n");
}

TEST(Text, NoCleanSummaryWhenSomethingWasSkipped) {
    Document document = sample::clean();
    document.summary.unreadable = 1;
    document.summary.with_problems = 2;
    const std::string text = print(document, {.quiet = true});
    EXPECT_EQ(text,
              "no findings in 14 files · 9 endpoints\n"
              "1 file could not be read, 2 files were understood only in part\n"
              "assumed nginx 1.22.1, OpenSSL 3.0.22 level 2 (debian-12, from tlslint.toml)\n");
    document = sample::clean();
    document.undetermined = {{"http/no-redirect", {"a", "b"}, "", "", 0},
                             {"http/no-hsts", {"b"}, "", "", 0}};
    EXPECT_TRUE(contains(print(document),
                         "2 rules could not decide 2 endpoints (--format json lists them)\n"));
    EXPECT_FALSE(contains(print(document), "nothing to report"));
}

TEST(Text, SummaryCountsInWords) {
    Document document = sample::clean();
    document.items = {sample::weak_strength()};
    document.summary = {.files = 1, .endpoints = 1, .warnings = 1, .suppressed = 2};
    document.assumptions.clear();
    EXPECT_TRUE(contains(print(document),
                         "\n1 finding: 1 warning in 1 of 1 file · 1 endpoint · 2 suppressed\n"
                         "more: tlslint explain cipher/weak-strength\n"));
}

TEST(Text, AssumptionsCollapse) {
    Document document = sample::report();
    Assumption other = sample::debian("legacy/httpd.conf");
    other.kind = "apache";
    other.version = "2.4.37";
    other.target = "rhel-8";
    other.target_source = "tree";
    other.openssl = "1.1.1k";
    document.assumptions = {sample::debian("a.conf"), other, sample::debian("b.conf"),
                            sample::debian("c.conf")};
    EXPECT_TRUE(contains(print(document, {.width = 100}),
                         "\nassumed nginx 1.22.1, OpenSSL 3.0.22 level 2 (debian-12, from "
                         "tlslint.toml) for a.conf and 2 more\n"
                         "assumed apache 2.4.37, OpenSSL 1.1.1k level 2 (rhel-8, from the tree) "
                         "for legacy/httpd.conf\n"));
    for (int i = 0; i < 9; ++i) {
        other.version = "2.4." + std::to_string(i);
        document.assumptions.push_back(other);
    }
    EXPECT_TRUE(
        contains(print(document), "\nassumed 7 more combinations (--format json lists them)\n"));
}

TEST(Text, SuppressedSaysWhy) {
    Document document = sample::clean();
    document.items = {sample::obsolete_version()};
    document.items[0].suppression = Suppression{"baseline", "", std::nullopt};
    document.summary.suppressed = 1;
    const std::string text = print(document);
    EXPECT_TRUE(contains(text, "\n   = suppressed by the baseline\n"));
    EXPECT_TRUE(contains(text, "\nno findings in 14 files · 9 endpoints · 1 suppressed\n"));
}

TEST(Text, DriftNamesBothValues) {
    Document document = sample::clean();
    document.items = {sample::obsolete_version()};
    document.items[0].configured = std::string("TLSv1.2 TLSv1.3");
    document.items[0].observed = std::string("TLSv1.2");
    EXPECT_TRUE(
        contains(print(document), "\n   = configured: TLSv1.2 TLSv1.3\n   = observed: TLSv1.2\n"));
}

TEST(Text, HostileInputReachesNoTerminal) {
    const std::string& bad = sample::hostile;
    Document document = sample::report();
    for (Item& item : document.items) {
        item.rule = sample::rule({.name = bad, .reason = bad, .remedy = bad});
        item.message = item.detail = item.better_remedy = bad;
        item.names = item.provenance = {bad, bad};
        item.host = item.target = item.address = item.configured = item.observed = bad;
        item.suppression = Suppression{bad, bad, bad};
        if (item.place) item.place->file = item.place->source = bad;
        item.related = {{Place{bad, bad, 1, 3, 1, 9, bad}, bad}};
        if (item.fix) item.fix->description = bad;
    }
    Assumption& assumption = document.assumptions[0];
    assumption.kind = assumption.version = assumption.openssl = assumption.target = bad;
    document.undetermined = {{bad, {bad}, bad, bad, 1}};
    std::string text = print(document);
    EXPECT_TRUE(contains(text, "\\x1b[31m\\x0d\\x0ab\\x7f\\u{9b}\\u{202e}\\u{200b}\\xff"));
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    EXPECT_EQ(printable(text), text);
}

TEST(Text, NoPrivateKey) {
    const std::string body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    Document document = sample::report();
    for (Item& item : document.items) {
        item.message = item.detail = item.better_remedy =
            "found -----BEGIN PRIVATE KEY-----" + body;
        if (item.place) item.place->source = body;
        item.related = {{Place{"a", "a", 1, 1, 1, 2, "-----BEGIN EC PRIVATE KEY-----"}, body}};
        item.fix.reset();
    }
    const std::string text = print(document);
    EXPECT_FALSE(contains(text, "MIIE"));
    EXPECT_FALSE(contains(text, "BEGIN"));
    EXPECT_TRUE(contains(text, " 1 | [private key not shown]\n"));
}

}  // namespace
}  // namespace tlslint::report
