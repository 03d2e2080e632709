// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::http::proxy_pass_plaintext {
namespace {

void check(const Model& model, Report& report) {
    for (const PlainPass& pass : model.plain_passes) {
        const auto serves = [](const Endpoint* endpoint) { return endpoint->serves_tls(); };
        if (std::none_of(pass.of.begin(), pass.of.end(), serves)) continue;
        const auto far = std::find_if(pass.target.peers.begin(), pass.target.peers.end(),
                                      [](const Peer& peer) { return is_remote(peer); });
        if (far == pass.target.peers.end()) continue;
        auto finding = report.at(
            pass.at, fmt::format("requests go on in clear to {} ({})", far->host, pass.scheme));
        if (!(pass.target.group == Span{})) finding.related(far->at, "the machine behind");
        for (const Endpoint* endpoint : pass.of) {
            if (endpoint->serves_tls()) finding.touches(*endpoint);
        }
    }
}

constexpr Rule rule{
    .name = "http/proxy-pass-plaintext",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "Requests go on in clear to another machine",
    .why = "TLS ends here: whoever is on the network behind reads and changes what clients believe "
           "protected.",
    .remedy = "Speak TLS to the machine behind, or keep both on one host or in a tunnel.",
    .references = {{"nginx: proxy_pass",
                    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass"},
                   {"RFC 9325 3.1.1", "https://www.rfc-editor.org/rfc/rfc9325#section-3.1.1"}},
    .since = "0.1",
    .bad = "proxy_pass http://app.example.net:8080;",
    .good = "proxy_pass http://127.0.0.1:8080;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::proxy_pass_plaintext
