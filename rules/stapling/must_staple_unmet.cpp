// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::stapling::must_staple_unmet {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls()) return;
    for (const CertificatePair& pair : endpoint.certificates.value) {
        const x509::Certificate* const leaf = pair.leaf();
        if (!leaf || !leaf->must_staple || pair.stapled.value_or(stapling.on)) continue;
        if (!endpoint.stapling.origin.is_known()) return report.undecided(endpoint.stapling.origin);
        report
            .at(endpoint.stapling.origin,
                stapling.asked_for
                    ? "certificate demands a stapled response, and names no responder for one"
                    : "certificate demands a stapled response, and stapling is off")
            .related(pair.certificate->at, "the certificate");
        return;
    }
}

constexpr Rule rule{
    .name = "stapling/must-staple-unmet",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::revoked,
    .summary = "A certificate demands a stapled response, and gets none",
    .why = "It has the TLS feature extension (must-staple): clients that know it refuse the "
           "connection without a stapled response.",
    .remedy = "Turn stapling on, with a responder that can be reached; or get a certificate "
              "without must-staple.",
    .references = {{"RFC 7633 4", "https://www.rfc-editor.org/rfc/rfc7633#section-4"},
                   {"nginx: ssl_stapling",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling"}},
    .since = "0.1",
    .bad = "ssl_stapling off;",
    .good = "ssl_stapling on;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::must_staple_unmet
