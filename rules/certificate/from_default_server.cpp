// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <span>

namespace tlslint::rules::certificate::from_default_server {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Setting<std::span<const CertificatePair>>& shown = endpoint.certificates;
    if (!endpoint.serves_tls() || endpoint.listen.is_default || !endpoint.certificate_is_default)
        return;
    if (!shown.origin.is_known()) return report.undecided(shown.origin);
    if (shown.value.empty()) return;  // certificate/none-configured
    report.at(endpoint.at, "has no certificate of its own and shows the default server's")
        .related(shown.origin.trail.front(), "the default server's");
}

constexpr Rule rule{
    .name = "certificate/from-default-server",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .cause = Cause::name_mismatch,
    .summary = "A server shows the certificate of another one",
    .why = "It has none of its own, so nginx answers with the default server's: clients that ask "
           "for this name get one made out to other names.",
    .remedy = "Give the server a certificate of its own.",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"},
                   {"nginx: SNI",
                    "https://nginx.org/en/docs/http/configuring_https_servers.html#sni"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; server_name b.example; }",
    .good = "server { listen 443 ssl; server_name b.example; ssl_certificate b.pem; "
            "ssl_certificate_key b.key; }",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::from_default_server
