// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::stapling::pointless {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.asked_for || stapling.file
        || !stapling.responder.value.empty() || endpoint.certificates.value.empty())
        return;
    for (const CertificatePair& pair : endpoint.certificates.value) {
        if (!pair.stapled.value_or(true)) continue;
        const x509::Certificate* const leaf = pair.leaf();
        if (!leaf) return report.undecided(pair.certificate->at, "the certificate is not known");
        if (!leaf->ocsp_urls.empty() || leaf->must_staple) return;
    }
    report.at(endpoint.stapling.origin,
              "stapling is on, and the certificate has no OCSP responder");
}

constexpr Rule rule{
    .name = "stapling/pointless",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::none,
    .summary = "Stapling is on, and there is nothing to staple",
    .why = "The certificate names no OCSP responder: its authority has ended OCSP (Let's "
           "Encrypt in 2025), or never had any.",
    .remedy =
        "Remove the stapling settings (ssl_stapling, ocsp-update); the certificate needs none.",
    .references = {{"Let's Encrypt: ending OCSP", "https://letsencrypt.org/2024/12/05/ending-ocsp"},
                   {"nginx: ssl_stapling",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling"}},
    .since = "0.1",
    .bad = "ssl_stapling on;",
    .good = "ssl_stapling off;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::pointless
