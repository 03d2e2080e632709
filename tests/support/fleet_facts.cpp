// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fleet_facts.hpp"

#include "audit/fleet/codec.hpp"

#include <fmt/format.h>

namespace tlslint::test {
namespace {

fleet::Audit made_up_audit(std::size_t i, fleet::Time now) {
    fleet::Audit audit;
    audit.files = 3;
    audit.endpoint_count = 1;
    audit.servers.push_back({.kind = "nginx",
                             .path = "/etc/nginx/nginx.conf",
                             .version = "1.22.1",
                             .version_source = "tree",
                             .openssl = "3.0.15",
                             .openssl_source = "tree",
                             .security_level = 2,
                             .target = "debian-12",
                             .target_source = "tree",
                             .policy = "mozilla-intermediate@6.0"});
    audit.findings.push_back({.rule = "protocol/obsolete-version",
                              .severity = report::Severity::error,
                              .message = "accepts TLSv1 and TLSv1.1",
                              .file = "/etc/nginx/nginx.conf",
                              .line = 12,
                              .column = 19,
                              .endpoints = {"nginx:0.0.0.0:443/shop.example"},
                              .names = {"shop.example (443)"},
                              .fingerprint = "0123456789abcdef",
                              .cause = "line:0123456789abcdef",
                              .cause_text = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;"});
    const bool expired = i % 3 == 0;
    fleet::Certificate certificate{.sha256 = std::string(64, 'a'),
                                   .key_id = std::string(64, 'b'),
                                   .key_type = "RSA",
                                   .key_bits = 2048,
                                   .subject = "CN=shop.example",
                                   .common_name = "shop.example",
                                   .issuer = "CN=Example CA",
                                   .serial = "01",
                                   .signature = "sha256WithRSAEncryption",
                                   .names = {"shop.example"},
                                   .not_before = now - std::chrono::days(30),
                                   .not_after = now + std::chrono::days(60),
                                   .file = "/etc/ssl/shop.pem",
                                   .endpoints = {"shop.example (443)"}};
    if (expired) {
        certificate.sha256 = fmt::format("{:064x}", i);
        certificate.not_after = now - std::chrono::days(1);
        audit.findings.push_back({.rule = "certificate/expired",
                                  .severity = report::Severity::error,
                                  .message = "certificate expired",
                                  .file = "/etc/nginx/nginx.conf",
                                  .line = 20,
                                  .column = 5,
                                  .endpoints = {"nginx:0.0.0.0:443/shop.example"},
                                  .names = {"shop.example (443)"},
                                  .fingerprint = "fedcba9876543210",
                                  .cause = "certificate:" + certificate.sha256,
                                  .cause_text = "shop.example"});
    }
    audit.certificates.push_back(certificate);
    audit.endpoints.push_back({.id = "nginx:0.0.0.0:443/shop.example",
                               .name = "shop.example (443)",
                               .kind = "nginx",
                               .layer = "http",
                               .address = "0.0.0.0",
                               .port = 443,
                               .versions = {"TLSv1", "TLSv1.1", "TLSv1.2"},
                               .versions_known = true,
                               .suites = {"ECDHE-RSA-AES128-GCM-SHA256"},
                               .suites_known = true,
                               .groups = {"X25519"},
                               .certificate = certificate.sha256,
                               .hsts = 31536000});
    audit.undetermined.push_back({.rule = "certificate/name-mismatch",
                                  .why = "the name is a variable",
                                  .file = "/etc/nginx/nginx.conf",
                                  .line = 20,
                                  .endpoints = {"nginx:0.0.0.0:443/shop.example"}});
    return audit;
}

}  // namespace

std::vector<fleet::Store::Record> made_up_fleet(std::size_t count, fleet::Time observed) {
    std::vector<fleet::Store::Record> records;
    for (std::size_t i = 0; i < count; ++i) {
        fleet::Store::Record& record = records.emplace_back();
        fleet::HostResult& result = record.result;
        result.host = {.name = fmt::format("web-{:03}", i),
                       .group = i % 2 == 0 ? "shop" : "office",
                       .owner = i % 2 == 0 ? "Ann" : "",
                       .labels = {{"rack", std::to_string(i % 5)}},
                       .location = fmt::format("hosts/web-{:03}", i)};
        result.observed = observed;
        if (i % 10 == 9) {
            result.failure = "takes longer than 60 seconds";
            continue;
        }
        result.audit = made_up_audit(i, observed);
        result.digest = fleet::digest_of(fleet::encode(result.audit));
        record.evidence = {.settings = "settings",
                           .content = fmt::format("content {}", i),
                           .trace = "read /etc/nginx/nginx.conf",
                           .from = observed - std::chrono::days(1),
                           .until = observed + std::chrono::days(30)};
    }
    return records;
}

fleet::Store::Part made_up_part(const std::string& run, fleet::Time started) {
    return {.run = run,
            .now = started,
            .started = started,
            .finished = started + std::chrono::minutes(1),
            .tool = "0.1.0"};
}

}  // namespace tlslint::test
