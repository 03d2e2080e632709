// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::mixed_on_address {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Listen& listen = endpoint.listen;
    if (!listen.tls_by_another || listen.tls.origin.trail.empty()
        || endpoint.layer == Endpoint::Layer::mail)
        return;
    const Span at = listen.tls_at.end > listen.tls_at.begin ? listen.tls_at : listen.at;
    report
        .at(at, listen.tls.value
                    ? fmt::format("listens without ssl where the address {}:{} speaks TLS",
                                  listen.address, listen.port)
                    : fmt::format("wants TLS where the address {}:{} speaks plain HTTP",
                                  listen.address, listen.port))
        .related(listen.tls.origin.trail.front(), "decides for the address");
}

constexpr Rule rule{
    .name = "protocol/mixed-on-address",
    .severity = Severity::warning,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "Servers of one address disagree on TLS",
    .why = "The address decides for all of its servers: if one of them says ssl, all of them speak "
           "TLS, and nobody on this port answers in clear.",
    .remedy = "Write the same flags on every listen of the address.",
    .references = {{"nginx: listen",
                    "https://nginx.org/en/docs/http/ngx_http_core_module.html#listen"},
                   {"nginx: HTTPS servers",
                    "https://nginx.org/en/docs/http/configuring_https_servers.html"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; }\nserver { listen 443; }",
    .good = "server { listen 443 ssl; }\nserver { listen 443 ssl; }",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::mixed_on_address
