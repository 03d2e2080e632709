// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tlslint::rules::stapling::https_responder {
namespace {

bool is_https(std::string_view url) {
    return url.starts_with("https://");
}

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.asked_for || stapling.file) return;
    constexpr std::string_view never = "{} is not asked: responders are asked over http only";
    if (!stapling.responder.value.empty()) {
        if (stapling.responder.origin.is_written() && is_https(stapling.responder.value))
            report.at(stapling.responder.origin, fmt::format(never, stapling.responder.value));
        return;
    }
    for (const CertificatePair& pair : endpoint.certificates.value) {
        const x509::Certificate* const leaf = pair.leaf();
        // Both servers ask the first one that the certificate names.
        if (!leaf || !pair.stapled.value_or(true) || leaf->ocsp_urls.empty()
            || !is_https(leaf->ocsp_urls.front()))
            continue;
        report.at(endpoint.stapling.origin, fmt::format(never, leaf->ocsp_urls.front()))
            .related(pair.certificate->at, "the certificate names it");
    }
}

constexpr Rule rule{
    .name = "stapling/https-responder",
    .severity = Severity::error,
    .servers = {"nginx", "apache"},
    .cause = Cause::revoked,
    .summary = "The OCSP responder is to be asked over https",
    .why = "Servers ask responders over plain HTTP only. nginx takes no notice of this one and "
           "staples "
           "nothing; httpd fails handshakes.",
    .remedy = "Write http:// - responses are signed.",
    .references =
        {{"nginx: ssl_stapling_responder",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling_responder"},
         {"RFC 6960 A.1", "https://www.rfc-editor.org/rfc/rfc6960#section-A.1"}},
    .since = "0.1",
    .bad = "ssl_stapling_responder https://ocsp.example.net/;",
    .good = "ssl_stapling_responder http://ocsp.example.net/;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::https_responder
