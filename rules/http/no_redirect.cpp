// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/names.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tlslint::rules::http::no_redirect {
namespace {

bool is_content(Answerer answerer) {
    return answerer != Answerer::redirects && answerer != Answerer::rejects;
}

bool is_reachable(const Listen& listen) {
    // On a port of TLS it is that which is missing: protocol/plaintext-on-tls-port.
    return listen.transport == Listen::Transport::tcp && listen.is_known && listen.port != 0
           && !is_tls_port(listen.port) && !listen.behind_proxy && !is_loopback(listen.address);
}

// Where something beside redirects is served.
bool serves_content(const Endpoint& endpoint) {
    if (!is_content(endpoint.answerer)) return false;
    const bool redirects = endpoint.redirect.value.status != 0;
    bool has_root = false;
    for (const Path& path : endpoint.paths) {
        const bool root = path.match == "/";
        has_root = has_root || root;
        if (!is_content(path.answerer) || path.restricted
            || path.match.find(".well-known") != std::string_view::npos)
            continue;
        if (root && !redirects) return true;
        // Beside a redirect of everything else: what an application answers.
        if (path.answerer == Answerer::upstream && !path.match.starts_with('@')
            && !path.match.starts_with('='))
            return true;
    }
    if (redirects || has_root) return false;
    return endpoint.answerer != Answerer::text;
}

// Whether what answers behind the endpoint answers over TLS as well: servers that know no names.
bool shares_upstream(const Model& model, const Endpoint& endpoint) {
    const auto shares = [&](const auto& connection) {
        const auto& of = connection.of;
        return std::find(of.begin(), of.end(), &endpoint) != of.end()
               && std::any_of(of.begin(), of.end(),
                              [](const Endpoint* other) { return other->serves_tls(); });
    };
    return std::any_of(model.plain_passes.begin(), model.plain_passes.end(), shares)
           || std::any_of(model.upstreams.begin(), model.upstreams.end(), shares);
}

void check(const Model& model, Report& report) {
    const NamesWithTls names(model);
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.layer != Endpoint::Layer::http || endpoint.listen.tls.value
            || !endpoint.listen.tls.origin.is_known() || endpoint.has_gaps
            || !is_reachable(endpoint.listen))
            continue;
        const bool nameless = endpoint.names.empty() && shares_upstream(model, endpoint);
        if (!(nameless || names.serve(endpoint)) || !serves_content(endpoint)) continue;
        if (endpoint.redirect.origin.kind == Origin::Kind::unknown) {
            report.undecided(endpoint.redirect.origin);
            continue;
        }
        if (nameless) {
            report
                .at(endpoint.at, fmt::format("port {} serves in clear what is served over TLS, too",
                                             endpoint.listen.port))
                .touches(endpoint);
            continue;
        }
        report
            .at(endpoint.at, fmt::format("port {} serves {} in clear, a name that has TLS",
                                         endpoint.listen.port, endpoint.names.front()))
            .touches(endpoint);
    }
}

constexpr Rule rule{
    .name = "http/no-redirect",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .summary = "A name that has TLS is served in clear as well",
    .why = "Visitors who type the name without a scheme stay there, and anybody on the way reads "
           "and changes what they see.",
    .remedy = "Answer requests in clear with a redirect to https.",
    .references = {{"nginx: return",
                    "https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return"},
                   {"RFC 6797 7.2", "https://www.rfc-editor.org/rfc/rfc6797#section-7.2"}},
    .since = "0.1",
    .bad = "server { listen 80; server_name shop.example; root /var/www; }",
    .good = "server { listen 80; server_name shop.example; return 301 https://$host$request_uri; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::no_redirect
