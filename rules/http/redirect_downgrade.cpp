// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/names.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

namespace tlslint::rules::http::redirect_downgrade {
namespace {

bool is_local(std::string_view host) {
    return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]")
           || host.ends_with(".onion");
}

std::string_view without_www(std::string_view name) {
    const bool www = equal_ignoring_case(name.substr(0, 4), "www.");
    return name.substr(www ? 4 : 0);
}

// The endpoint's own site, with or without the www.
bool is_own_site(std::string_view host, const Endpoint& endpoint) {
    return std::any_of(endpoint.names.begin(), endpoint.names.end(), [&](std::string_view name) {
        return equal_ignoring_case(without_www(name), without_www(host));
    });
}

// What asks for it goes on over plain HTTP anyway, and looks for a token that is public.
bool is_acme_challenge(const Move& move) {
    return move.target.find("/.well-known/acme-challenge/") != std::string_view::npos;
}

void check(const Model& model, Report& report) {
    const NamesWithTls names(model);
    // What one block says over TLS and in clear is said of TLS.
    std::set<std::pair<FileId, std::uint32_t>> over_tls;
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        for (const Move& move : endpoint.moves) over_tls.emplace(move.at.file, move.at.begin);
    }
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.listen.tls.origin.is_known()) continue;
        const bool tls = endpoint.serves_tls();
        if (endpoint.listen.tls.value && !tls) continue;
        for (const Move& move : endpoint.moves) {
            const std::size_t colon = move.target.find("://");
            if (colon == std::string_view::npos) continue;
            const std::string_view scheme = move.target.substr(0, colon);
            const bool plain = equal_ignoring_case(scheme, "http") || (scheme == "$scheme" && !tls);
            const std::string_view rest = move.target.substr(colon + 3);
            const std::string_view host = rest.substr(0, rest.find_first_of("/:", 1));
            if (!plain || is_local(host) || is_acme_challenge(move)) continue;
            if (!tls) {
                if (scheme != "$scheme" && over_tls.contains({move.at.file, move.at.begin}))
                    continue;
                // Only where the way over TLS is there.
                const std::string_view name = rest.substr(0, rest.find_first_of("/:$", 1));
                const bool own = name.starts_with('$') || is_own_site(name, endpoint);
                if (endpoint.listen.behind_proxy
                    || !(own ? names.serve(endpoint) : names.contain(name)))
                    continue;
            }
            report
                .at(move.at, fmt::format("{} is redirected to {}, in clear",
                                         tls ? "https" : "plain HTTP", move.target))
                .touches(endpoint);
        }
    }
}

constexpr Rule rule{
    .name = "http/redirect-downgrade",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .summary = "A redirect leads to plain HTTP",
    .why = "The request goes out again in clear, with its cookies, where anybody on the way reads "
           "and changes it.",
    .remedy = "Redirect to https.",
    .references = {{"nginx: return",
                    "https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return"},
                   {"RFC 6797 7.2", "https://www.rfc-editor.org/rfc/rfc6797#section-7.2"}},
    .since = "0.1",
    .bad = "return 301 http://www.example.com$request_uri;",
    .good = "return 301 https://www.example.com$request_uri;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::redirect_downgrade
