// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::upstream::plaintext_to_tls_port {
namespace {

bool is_tls_port(const Peer& peer) {
    return peer.port == 443 || peer.port == 8443;
}

void check(const Model& model, Report& report) {
    for (const PlainPass& pass : model.plain_passes) {
        // What a stream server passes on may be TLS, unless it ends there.
        const bool ends = pass.scheme == "tcp"
                          && std::any_of(pass.of.begin(), pass.of.end(),
                                         [](const Endpoint* of) { return of->serves_tls(); });
        if (pass.scheme != "http" && pass.scheme != "grpc" && !ends) continue;
        const auto& peers = pass.target.peers;
        const auto peer = std::find_if(peers.begin(), peers.end(), is_tls_port);
        if (peer == peers.end()) continue;
        auto finding = report.at(pass.at, fmt::format("{} is spoken in clear to port {} of {}",
                                                      pass.scheme, peer->port, peer->host));
        if (!(pass.target.group == Span{})) finding.related(peer->at, "the port");
        for (const Endpoint* endpoint : pass.of) finding.touches(*endpoint);
    }
}

constexpr Rule rule{
    .name = "upstream/plaintext-to-tls-port",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "Plain HTTP is spoken to a port for TLS",
    .why = "The upstream answers with an error, or not at all; if it does answer, what passes can "
           "be read.",
    .remedy = "Write https:// (grpcs://) or the port that takes plain requests.",
    .references = {{"nginx: proxy_pass",
                    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass"}},
    .since = "0.1",
    .bad = "proxy_pass http://app.example.net:443;",
    .good = "proxy_pass https://app.example.net:443;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::plaintext_to_tls_port
