// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

namespace tlslint::rules::stapling::no_issuer {
namespace {

bool holds_issuer(std::span<const x509::Certificate> certificates, const x509::Certificate& leaf) {
    return std::any_of(certificates.begin(), certificates.end(),
                       [&](const x509::Certificate& each) { return may_have_issued(each, leaf); });
}

// Whether a file that nginx takes trusted certificates from has the issuer; nothing: unknown.
std::optional<bool> is_trusted(const Endpoint& endpoint, const x509::Certificate& leaf) {
    for (const auto& file : {endpoint.client_trust.trusted, endpoint.client_trust.ca}) {
        if (!file.origin.is_known()) return std::nullopt;
        if (!file.value || !file.value->opened) continue;
        if (!file.value->contents) return std::nullopt;
        if (holds_issuer(file.value->contents->certificates, leaf)) return true;
    }
    return false;
}

void check(const Endpoint& endpoint, Report& report) {
    for (const CertificatePair& pair : endpoint.certificates.value) {
        if (!pair.lacks_issuer || !endpoint.serves_tls()) continue;
        report.at(pair.certificate->at,
                  fmt::format("{} is to be stapled, and its issuer is not known",
                              pair.certificate->written));
    }
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.asked_for || stapling.file) return;
    for (const CertificatePair& pair : endpoint.certificates.value) {
        const x509::Certificate* const leaf = pair.stapled ? nullptr : pair.leaf();
        const bool asks = leaf && (!leaf->ocsp_urls.empty() || !stapling.responder.value.empty());
        if (!asks || holds_issuer(pair.certificate->contents->certificates.subspan(1), *leaf))
            continue;
        const auto trusted = is_trusted(endpoint, *leaf);
        if (!trusted) {
            report.undecided(pair.certificate->at, "a trusted file is not known");
            continue;
        }
        if (*trusted) continue;
        report
            .at(endpoint.stapling.origin,
                fmt::format("stapling is on, and the issuer of {} is neither in the chain nor "
                            "trusted",
                            pair.certificate->written))
            .related(pair.certificate->at, "the certificate");
    }
}

constexpr Rule rule{
    .name = "stapling/no-issuer",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::revoked,
    .summary = "The issuer for stapling is not known",
    .why = "To ask about a certificate the server needs its issuer's. It looks for that in the "
           "chain and among the trusted ones, finds none, and staples nothing. HAProxy up to 3.4 "
           "refuses to start.",
    .remedy = "Send the whole chain, or name the issuer: ssl_trusted_certificate, site.pem.issuer.",
    .references = {{"nginx: ssl_stapling",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling"},
                   {"RFC 6960 4.1.1", "https://www.rfc-editor.org/rfc/rfc6960#section-4.1.1"}},
    .since = "0.1",
    .bad = "ssl_certificate leaf-only.pem;\nssl_stapling on;",
    .good = "ssl_certificate fullchain.pem;\nssl_stapling on;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::no_issuer
