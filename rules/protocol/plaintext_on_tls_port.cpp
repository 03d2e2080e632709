// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace tlslint::rules::protocol::plaintext_on_tls_port {
namespace {

bool is_clear_port(std::uint16_t port) {
    constexpr std::uint16_t ports[] = {21, 25, 80, 110, 119, 143, 389, 8080};
    return std::find(std::begin(ports), std::end(ports), port) != std::end(ports);
}

// A stream server passes on what comes as it comes, TLS too: unless it begins TLS itself, or goes
// where nobody speaks it.
bool takes_clear(const Endpoint& endpoint, const Model& model) {
    const auto comes_from = [&](const auto& connection) {
        return std::find(connection.of.begin(), connection.of.end(), &endpoint)
               != connection.of.end();
    };
    const auto ends_in_clear = [&](const PlainPass& pass) {
        const auto& peers = pass.target.peers;
        return comes_from(pass) && !peers.empty()
               && std::all_of(peers.begin(), peers.end(),
                              [](const Peer& peer) { return is_clear_port(peer.port); });
    };
    return std::any_of(model.upstreams.begin(), model.upstreams.end(), comes_from)
           || std::any_of(model.plain_passes.begin(), model.plain_passes.end(), ends_in_clear);
}

void check(const Endpoint& endpoint, Report& report) {
    const Listen& listen = endpoint.listen;
    if (endpoint.role != Endpoint::Role::server || listen.tls.value || !is_tls_port(listen.port)
        || listen.transport != Listen::Transport::tcp)
        return;
    // In front of PROXY protocol somebody else ends TLS.
    const bool streams = endpoint.layer == Endpoint::Layer::stream;
    if (endpoint.layer == Endpoint::Layer::tcp || (streams && !takes_clear(endpoint, report.model))
        || listen.behind_proxy || !listen.is_known || is_loopback(listen.address))
        return;
    if (!listen.tls.origin.is_known()) return report.undecided(listen.tls.origin);
    const bool said = listen.tls.origin.kind == Origin::Kind::written;
    report.at(said ? listen.tls.origin.trail.front() : listen.at,
              fmt::format("port {} speaks {}", listen.port,
                          streams                                   ? "in clear"
                          : endpoint.layer == Endpoint::Layer::mail ? "plain mail"
                                                                    : "plain HTTP"));
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
