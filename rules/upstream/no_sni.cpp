// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tlslint::rules::upstream::no_sni {
namespace {

// What the upstream would want to hear; "" for none.
std::string_view name_of(const Upstream& upstream, const Model& model) {
    const bool written = upstream.name.origin.is_written();
    if (written && is_address(upstream.name.value)) return "";
    // HAProxy's verifyhost says what is verified, and is not meant to be sent.
    if (written && model.server->name != "haproxy") return upstream.name.value;
    for (const Peer& peer : upstream.target.peers) {
        const bool name = !peer.host.empty() && !is_address(peer.host) && !is_loopback(peer.host);
        if (name) return written ? upstream.name.value : peer.host;
    }
    return "";
}

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        const Origin& origin = upstream.sends_name.origin;
        const std::string_view name = name_of(upstream, model);
        if (upstream.sends_name.value || name.empty()) return;
        if (!origin.is_known()) return report.undecided(upstream.at, origin.authority);
        touch_all(report.at(origin, upstream.at,
                            origin.is_written() ? std::string("upstreams get no server name")
                                                : fmt::format("{} gets no server name", name)),
                  upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/no-sni",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy"},
    .cause = Cause::name_mismatch,
    .summary = "An upstream is not told which name is asked for",
    .why = "nginx sends no server name indication by default: an upstream with several sites "
           "answers with the certificate of another one, or not at all.",
    .remedy = "Switch the name on (proxy_ssl_server_name).",
    .references =
        {{"nginx: proxy_ssl_server_name",
          "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_server_name"},
         {"RFC 6066 3", "https://www.rfc-editor.org/rfc/rfc6066#section-3"}},
    .since = "0.1",
    .bad = "proxy_pass https://app.example.net;",
    .good = "proxy_pass https://app.example.net;\n"
            "proxy_ssl_server_name on;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::no_sni
