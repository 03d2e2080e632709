// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/hsts.hpp"
#include "rules/engine/rule.hpp"

namespace tlslint::rules::http::hsts_off {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    for_each_hsts(endpoint, [&](const Setting<Hsts>& hsts) {
        if (hsts.value.max_age == 0)
            report.at(hsts.origin, "max-age=0 switches HSTS off in browsers");
    });
}

constexpr Rule rule{
    .name = "http/hsts-off",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .summary = "The HSTS header makes browsers forget about TLS",
    .why = "With max-age=0 browsers drop what they had learned: the next visit may start in clear.",
    .remedy = "Give a max-age of two years, unless the site is to go back to plain HTTP.",
    .references = {{"RFC 6797 6.1.1", "https://www.rfc-editor.org/rfc/rfc6797#section-6.1.1"}},
    .since = "0.1",
    .bad = "add_header Strict-Transport-Security \"max-age=0\" always;",
    .good = "add_header Strict-Transport-Security \"max-age=63072000\" always;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_off
