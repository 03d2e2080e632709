// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::plaintext_on_tls_port {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Listen& listen = endpoint.listen;
    if (endpoint.role != Endpoint::Role::server || listen.tls.value || !is_tls_port(listen.port)
        || listen.transport != Listen::Transport::tcp)
        return;
    // A stream server may pass TLS on as it is; in front of PROXY protocol somebody else ends it.
    if (endpoint.layer == Endpoint::Layer::stream || endpoint.layer == Endpoint::Layer::tcp
        || listen.behind_proxy || !listen.is_known || is_loopback(listen.address))
        return;
    if (!listen.tls.origin.is_known()) return report.undecided(listen.tls.origin);
    report.at(listen.at, fmt::format("port {} speaks plain {}", listen.port,
                                     endpoint.layer == Endpoint::Layer::mail ? "mail" : "HTTP"));
}

constexpr Rule rule{
    .name = "protocol/plaintext-on-tls-port",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A port that clients take for TLS speaks in clear",
    .why = "Browsers and mail programs begin a TLS handshake on this port, and get an error in "
           "plain text: \"wrong version number\", ERR_SSL_PROTOCOL_ERROR.",
    .remedy = "Add ssl to the listen statement.",
    .references = {{"nginx: HTTPS servers",
                    "https://nginx.org/en/docs/http/configuring_https_servers.html"},
                   {"IANA port numbers",
                    "https://www.iana.org/assignments/service-names-port-numbers/"}},
    .since = "0.1",
    .bad = "listen 443;",
    .good = "listen 443 ssl;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::plaintext_on_tls_port
