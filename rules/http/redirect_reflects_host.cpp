// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace tlslint::rules::http::redirect_reflects_host {
namespace {

// The Host header, as servers write it.
constexpr std::string_view named_by_client[] = {"$http_host", "${http_host}", "%{HTTP_HOST}"};

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.listen.is_default) return;
    for (const Move& move : endpoint.moves) {
        const std::size_t colon = move.target.find("://");
        if (colon == std::string_view::npos) continue;
        const std::string_view host = move.target.substr(colon + 3);
        const bool reflects =
            std::any_of(std::begin(named_by_client), std::end(named_by_client),
                        [&](std::string_view variable) { return host.starts_with(variable); });
        if (reflects)
            report.at(move.at,
                      fmt::format("redirects to {}, a host that the client names", move.target));
    }
}

constexpr Rule rule{
    .name = "http/redirect-reflects-host",
    .severity = Severity::info,
    .servers = {"nginx", "apache"},
    .summary = "The redirect goes where the client's Host header says",
    .why = "The default server of an address takes requests for any name: the header comes from "
           "the client, port and all, and a cache may keep the answer for others.",
    .remedy = "Redirect to a name of your own, or to $host.",
    .references = {{"CWE-601", "https://cwe.mitre.org/data/definitions/601.html"},
                   {"nginx: $host",
                    "https://nginx.org/en/docs/http/ngx_http_core_module.html#var_host"}},
    .since = "0.1",
    .bad = "return 301 https://$http_host$request_uri;",
    .good = "return 301 https://$host$request_uri;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::redirect_reflects_host
