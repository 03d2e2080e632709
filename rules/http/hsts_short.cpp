// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/hsts.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::http::hsts_short {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    for_each_hsts(endpoint, [&](const Setting<Hsts>& hsts) {
        const auto seconds = hsts.value.max_age;
        if (seconds == 0 || seconds >= report.policy.hsts_seconds) return;  // 0: http/hsts-off
        report.at(hsts.origin, fmt::format("max-age is {} seconds, less than {}", seconds,
                                           report.policy.hsts_seconds));
    });
}

constexpr Rule rule{
    .name = "http/hsts-short",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .summary = "Browsers are told to insist on TLS for a short time only",
    .why = "Whoever comes back later than that starts in clear again.",
    .remedy = "Raise max-age to two years once the site works over TLS throughout.",
    .references =
        {{"RFC 6797 6.1.1", "https://www.rfc-editor.org/rfc/rfc6797#section-6.1.1"},
         {"Mozilla Web Security Guidelines: HSTS",
          "https://infosec.mozilla.org/guidelines/web_security#http-strict-transport-security"}},
    .since = "0.1",
    .bad = "add_header Strict-Transport-Security \"max-age=86400\" always;",
    .good = "add_header Strict-Transport-Security \"max-age=63072000\" always;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_short
