// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/once.hpp"
#include "rules/engine/rule.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace tlslint::rules::stapling::pointless {
namespace {

std::optional<Place> place_of(const Origin& origin) {
    if (origin.trail.empty()) return std::nullopt;
    return begin_of(origin.trail.front());
}

enum class Use : std::uint8_t { none, some, unknown };

// Whether there is something to staple.
Use use_of(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (stapling.file || !stapling.responder.value.empty() || endpoint.certificates.value.empty())
        return Use::some;
    for (const CertificatePair& pair : endpoint.certificates.value) {
        if (!pair.stapled.value_or(true)) continue;
        const x509::Certificate* const leaf = pair.leaf();
        if (!leaf) {
            report.undecided(pair.certificate->at, "the certificate is not known");
            return Use::unknown;
        }
        if (!leaf->ocsp_urls.empty() || leaf->must_staple) return Use::some;
    }
    return Use::none;
}

// A statement that serves several certificates has its point if one of them has a responder.
void check(const Model& model, Report& report) {
    std::set<Place> useful;
    std::vector<const Endpoint*> idle;
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls() || !endpoint.stapling.value.asked_for) continue;
        report.judge(&endpoint);
        if (use_of(endpoint, report) == Use::none)
            idle.push_back(&endpoint);
        else if (const auto place = place_of(endpoint.stapling.origin))
            useful.insert(*place);
    }
    for (const Endpoint* endpoint : idle) {
        const auto place = place_of(endpoint->stapling.origin);
        if (place && useful.contains(*place)) continue;
        report.judge(endpoint);
        report.at(endpoint->stapling.origin,
                  "stapling is on, and the certificate has no OCSP responder");
    }
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
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::pointless
