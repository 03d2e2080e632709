// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tlslint::rules::stapling::verify_without_root {
namespace {

bool has_root(const FileContents& contents) {
    return std::any_of(
        contents.certificates.begin(), contents.certificates.end(),
        [](const x509::Certificate& certificate) { return certificate.self_signed; });
}

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.asked_for || stapling.file || !stapling.verified.value
        || !stapling.verified.origin.is_known())
        return;
    std::vector<const FileReference*> files;
    if (const FileReference* trusted = endpoint.client_trust.trusted.value)
        files.push_back(trusted);
    const FileReference* const ca = endpoint.client_trust.ca.value;
    if (ca && endpoint.client_auth.value != ClientAuth::none) files.push_back(ca);
    if (files.empty()) {
        if (!endpoint.client_trust.trusted.origin.is_known())
            return report.undecided(endpoint.client_trust.trusted.origin);
        report.at(stapling.verified.origin,
                  "stapled responses are verified, and ssl_trusted_certificate gives no root");
        return;
    }
    for (const FileReference* file : files) {
        if (!file->contents) return report.undecided(file->at, "the file cannot be read from here");
        if (has_root(*file->contents)) return;
    }
    report.at(stapling.verified.origin,
              fmt::format("stapled responses are verified, and {} holds no root",
                          files.front()->written));
}

constexpr Rule rule{
    .name = "stapling/verify-without-root",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .cause = Cause::revoked,
    .summary = "Stapled responses are verified without a root",
    .why = "Responses that the authority's delegate signed need the whole chain up to the root in "
           "ssl_trusted_certificate: without it nginx throws them away and staples nothing.",
    .remedy = "Put root and intermediates into ssl_trusted_certificate.",
    .references =
        {{"nginx: ssl_stapling_verify",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling_verify"},
         {"nginx: ssl_trusted_certificate",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_trusted_certificate"}},
    .since = "0.1",
    .bad = "ssl_stapling_verify on;",
    .good = "ssl_stapling_verify on;\n"
            "ssl_trusted_certificate chain-with-root.pem;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::verify_without_root
