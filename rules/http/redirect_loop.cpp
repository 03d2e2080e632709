// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace tlslint::rules::http::redirect_loop {
namespace {

// The request's own Host, with its port.
bool is_header(std::string_view host) {
    return host == "$http_host" || host == "%{HTTP_HOST}"
           || equal_ignoring_case(host, "%[req.hdr(host)]")
           || equal_ignoring_case(host, "%[hdr(host)]");
}

bool is_own(const Endpoint& endpoint, std::string_view host) {
    if (host == "$host" || host == "${host}" || is_header(host)) return true;
    if (host == "$server_name" || host == "%{SERVER_NAME}") return !endpoint.names.empty();
    return std::any_of(endpoint.names.begin(), endpoint.names.end(),
                       [&](std::string_view name) { return equal_ignoring_case(name, host); });
}

// Whatever is asked for, the answer asks for the same again.
bool keeps_path(const Endpoint& endpoint, std::string_view path) {
    if (path.empty() || path == "/") {
        return std::none_of(endpoint.paths.begin(), endpoint.paths.end(),
                            [](const Path& other) { return other.match == "= /"; });
    }
    return path.starts_with("%{REQUEST_URI}") || path.starts_with("/%{REQUEST_URI}")
           || path.starts_with("%[path]") || path.starts_with("%[pathq]")
           || path.starts_with("%[capture.req.uri]") || path.starts_with("%[url]")
           || path.starts_with("$request_uri") || path.starts_with("$uri") || path.starts_with("$1")
           || path.starts_with("/$1");
}

void check(const Endpoint& endpoint, Report& report) {
    const Redirect& redirect = endpoint.redirect.value;
    if (!endpoint.serves_tls() || redirect.status == 0 || !endpoint.redirect.origin.is_written())
        return;
    std::string_view target = redirect.target.substr(redirect.target.find("://") + 3);
    const std::size_t end = std::min(target.find_first_of("/$%", 1), target.size());
    const std::string_view authority = target.substr(0, end);
    const std::size_t colon = authority.find(':');
    std::uint16_t port = 443;
    if (colon != std::string_view::npos) {
        const std::string_view digits = authority.substr(colon + 1);
        if (digits.empty()
            || std::from_chars(digits.data(), digits.data() + digits.size(), port).ec
                   != std::errc())
            return;
    }
    const bool same_port = port == endpoint.listen.port || is_header(authority);
    if (!same_port || !is_own(endpoint, authority.substr(0, colon))
        || !keeps_path(endpoint, target.substr(end)))
        return;
    report.at(endpoint.redirect.origin,
              fmt::format("requests over TLS are redirected to {}, where they are already",
                          redirect.target));
}

constexpr Rule rule{
    .name = "http/redirect-loop",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "https redirects to itself",
    .why = "Browsers give up after some twenty rounds: the site cannot be reached.",
    .remedy = "Redirect in the server that listens in clear only.",
    .references = {{"nginx: return",
                    "https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; return 301 https://$host$request_uri; }",
    .good = "server { listen 80; return 301 https://$host$request_uri; }",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::redirect_loop
