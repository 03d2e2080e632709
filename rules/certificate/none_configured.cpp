// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::certificate::none_configured {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || !endpoint.certificates.value.empty()) return;
    if (!endpoint.certificates.origin.is_known())
        return report.undecided(endpoint.certificates.origin);
    // The default server's certificate serves all that have none: it is the one that lacks it.
    if (endpoint.listen.is_default) report.at(endpoint.at, "speaks TLS and has no certificate");
}

constexpr Rule rule{
    .name = "certificate/none-configured",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A TLS endpoint has no certificate",
    .why =
        "The server refuses to start, or starts (nginx before 1.15.0) and fails every handshake.",
    .remedy =
        "Give it a certificate and a key, or let it reject handshakes (ssl_reject_handshake).",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; }",
    .good = "server { listen 443 ssl; ssl_certificate site.pem; ssl_certificate_key site.key; }",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::none_configured
