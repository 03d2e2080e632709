// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <algorithm>

namespace tlslint::rules::stapling::missing {
namespace {

// In stream since 1.27.2 (CHANGES), in mail not at all.
bool can_staple(const Endpoint& endpoint, const Facts& facts) {
    return endpoint.layer == Endpoint::Layer::http || endpoint.layer == Endpoint::Layer::tcp
           || (endpoint.layer == Endpoint::Layer::stream
               && facts.server >= ServerVersion{1, 27, 2});
}

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !can_staple(endpoint, report.facts())) return;
    const bool names_responder =
        std::any_of(endpoint.certificates.value.begin(), endpoint.certificates.value.end(),
                    [&](const CertificatePair& pair) {
                        if (pair.stapled.value_or(stapling.asked_for)) return false;
                        // Where it demands a staple: stapling/must-staple-unmet.
                        const x509::Certificate* const leaf = pair.leaf();
                        return leaf && !leaf->ocsp_urls.empty() && !leaf->must_staple;
                    });
    if (!names_responder) return;
    if (!endpoint.stapling.origin.is_known()) return report.undecided(endpoint.stapling.origin);
    report.at(endpoint.stapling.origin,
              "OCSP stapling is off, and the certificate names a responder");
}

constexpr Rule rule{
    .name = "stapling/missing",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::revoked,
    .summary = "The status of a certificate is not stapled",
    .why = "Without a stapled response clients ask the authority themselves, which is slow and "
           "tells it who visits, or they do not check at all.",
    .remedy = "Turn stapling on (ssl_stapling, ssl_stapling_verify, a resolver).",
    .references = {{"RFC 6066 8", "https://www.rfc-editor.org/rfc/rfc6066#section-8"},
                   {"nginx: ssl_stapling",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling"}},
    .since = "0.1",
    .bad = "ssl_stapling off;",
    .good = "ssl_stapling on;\nssl_stapling_verify on;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::missing
