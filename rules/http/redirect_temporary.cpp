// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

namespace tlslint::rules::http::redirect_temporary {
namespace {

bool is_temporary(std::uint16_t status) {
    return status == 302 || status == 303 || status == 307;
}

// Elsewhere a redirect is part of what an application does.
bool keeps_request(std::string_view target) {
    return target.find("$request_uri") != std::string_view::npos
           || target.find("$uri") != std::string_view::npos
           || target.find("$1") != std::string_view::npos;
}

void check(const Endpoint& endpoint, Report& report) {
    if (endpoint.listen.tls.value) return;
    const auto judge = [&](const Setting<Redirect>& redirect, bool whole) {
        const Redirect& value = redirect.value;
        if (!redirect.origin.is_written() || !is_temporary(value.status)) return;
        if (!whole && !keeps_request(value.target)) return;
        report.at(redirect.origin,
                  fmt::format("the redirect to https is temporary: status {}", value.status));
    };
    judge(endpoint.redirect, true);
    for (const Path& path : endpoint.paths) judge(path.redirect, false);
}

constexpr Rule rule{
    .name = "http/redirect-temporary",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "The redirect to https is a temporary one",
    .why = "Browsers do not remember it: each visit begins in clear again.",
    .remedy = "Answer 301 or 308 once TLS is there to stay.",
    .references = {{"RFC 9110 15.4", "https://www.rfc-editor.org/rfc/rfc9110#section-15.4"},
                   {"nginx: return",
                    "https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return"}},
    .since = "0.1",
    .bad = "return 302 https://$host$request_uri;",
    .good = "return 301 https://$host$request_uri;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::redirect_temporary
