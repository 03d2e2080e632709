// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <memory>
#include <sstream>
#include <string>
#include <utility>

/// Reports as a real run makes them.
namespace tlslint::report::sample {

inline std::shared_ptr<const RuleInfo> rule(RuleInfo info) {
    return std::make_shared<const RuleInfo>(std::move(info));
}

inline Item obsolete_version() {
    Item item;
    item.rule = rule({.name = "protocol/obsolete-version",
                      .summary = "An obsolete version can be negotiated",
                      .reason = "RFC 8996 forbids both",
                      .remedy = "Allow TLSv1.2 and TLSv1.3 only.",
                      .severity = Severity::error,
                      .cause = Cause{3, "version-mismatch"},
                      .references = {{"RFC 8996", "https://www.rfc-editor.org/rfc/rfc8996"}}});
    item.severity = Severity::error;
    item.message = "accepts TLSv1 and TLSv1.1";
    item.place = Place{
        "deploy/nginx/snippets/tls.conf",          "/etc/nginx/snippets/tls.conf", 3, 19, 3, 32,
        "    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;"};
    item.endpoints = {"nginx:0.0.0.0:443/shop.example", "nginx:0.0.0.0:443/api.shop.example",
                      "nginx:0.0.0.0:443/_"};
    item.names = {"shop.example (443)", "api.shop.example (443)", "the default server (443)"};
    item.provenance = {"inherited from deploy/nginx/nginx.conf:21"};
    item.fix = Fix{"unsafe",
                   "ssl_protocols TLSv1.2 TLSv1.3;",
                   {{"deploy/nginx/snippets/tls.conf", 3, 19, 61, 3, 40, 82, "TLSv1.2 TLSv1.3"}}};
    item.fingerprint = "3f0c9a";
    return item;
}

inline Item key_mismatch() {
    Item item;
    item.rule =
        rule({.name = "certificate/key-mismatch",
              .summary = "Certificate and key do not belong together",
              .reason = "shop-2025.key is an RSA key of 2048 bits, shop.pem holds an EC key; nginx "
                        "does not start with them",
              .remedy = "Name the key that was made with the certificate.",
              .severity = Severity::error,
              .cause = Cause{7, "server-misconfiguration"},
              .references = {}});
    item.severity = Severity::error;
    item.message = "certificate and key do not belong together";
    item.place = Place{"deploy/nginx/sites/shop.conf",
                       "/etc/nginx/sites/shop.conf",
                       12,
                       5,
                       12,
                       55,
                       "    ssl_certificate_key /etc/ssl/private/shop-2025.key;"};
    item.endpoints = {"nginx:0.0.0.0:443/shop.example"};
    item.names = {"shop.example (443)"};
    item.related = {{Place{"deploy/nginx/sites/shop.conf", "/etc/nginx/sites/shop.conf", 11, 5, 11,
                           40, "    ssl_certificate     /etc/ssl/shop.pem;"},
                     "the certificate"}};
    item.fingerprint = "77aa01";
    return item;
}

inline Item weak_strength() {
    Item item;
    item.rule = rule({.name = "cipher/weak-strength",
                      .summary = "Weak suites",
                      .reason = "64-bit blocks: SWEET32",
                      .remedy = "Remove 3DES from the cipher string.",
                      .severity = Severity::warning,
                      .cause = {},
                      .references = {}});
    item.severity = Severity::warning;
    item.message = "accepts suites of less than 128 bits: DES-CBC3-SHA, ECDHE-RSA-DES-CBC3-SHA";
    item.place =
        Place{"deploy/nginx/sites/legacy.conf",
              "/etc/nginx/sites/legacy.conf",
              107,
              158,
              107,
              170,
              "\tssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
              "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA:AES256-SHA:"
              "ECDHE:DES-CBC3-SHA:!aNULL:!MD5:!DSS;"};
    item.endpoints = {"nginx:0.0.0.0:443/legacy.example", "nginx:[::]:443/legacy.example"};
    item.names = {"legacy.example (443)", "legacy.example ([::]:443)"};
    item.fix = Fix{"safe", "Remove DES-CBC3-SHA, add !3DES.", {}};
    item.fingerprint = "c01d00";
    return item;
}

inline Item unstapled() {
    Item item;
    item.rule =
        rule({.name = "stapling/missing",
              .summary = "No stapling",
              .reason = "Clients ask the authority themselves, which is slow and tells it who "
                        "visits.",
              .remedy = "Turn stapling on; make sure that the responder can be reached from the "
                        "server.",
              .severity = Severity::info,
              .cause = {},
              .references = {}});
    item.severity = Severity::info;
    item.message = "OCSP stapling is off";
    item.host = std::string("shop.example");
    item.target = std::string("https://shop.example");
    item.address = std::string("192.0.2.7:443");
    item.fingerprint = "0badca";
    return item;
}

inline Assumption debian(std::string deployment) {
    Assumption assumption;
    assumption.deployment = std::move(deployment);
    assumption.kind = "nginx";
    assumption.version = "1.22.1";
    assumption.version_source = "preset";
    assumption.openssl = "3.0.22";
    assumption.openssl_source = "preset";
    assumption.security_level = 2;
    assumption.target = "debian-12";
    assumption.target_source = "project";
    assumption.policy = "mozilla-intermediate@6.0";
    assumption.now = "2026-11-23T00:00:00Z";
    return assumption;
}

inline Document clean() {
    Document document;
    document.version = "0.1.0";
    document.assumptions = {debian("deploy/nginx/nginx.conf")};
    document.summary.files = 14;
    document.summary.endpoints = 9;
    return document;
}

inline Document report() {
    Document document = clean();
    document.items = {obsolete_version(), key_mismatch(), weak_strength(), unstapled()};
    document.summary.errors = 2;
    document.summary.warnings = 1;
    document.summary.infos = 1;
    document.summary.undetermined = 1;
    document.undetermined = {{"certificate/name-mismatch",
                              {"nginx:0.0.0.0:443/tenants"},
                              "ssl_certificate holds $ssl_server_name",
                              "deploy/nginx/sites/tenants.conf",
                              20}};
    return document;
}

/// What a hostile file can put into every string: control characters, C1, bidi, invisible, broken
/// UTF-8, line ends.
inline const std::string hostile =
    "a\x1b[31m\r\nb\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\x8b\xff\xc0\xaf\0\t\x9b"
    "z";

inline std::string print(const Reporter& reporter, const Document& document, const Style& style) {
    std::ostringstream out;
    reporter.write(document, style, out);
    return out.str();
}

}  // namespace tlslint::report::sample
