// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::http::hsts_duplicated {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    const auto judge = [&](const Setting<Hsts>& hsts) {
        if (!hsts.origin.is_known() || !hsts.value.sent) return;
        for (const Overruled& other : hsts.origin.overruled) {
            report.at(other.at, "a second Strict-Transport-Security header is sent")
                .related(other.by, "browsers heed this one, which comes first");
        }
    };
    judge(endpoint.hsts);
    for (const Path& path : endpoint.paths) judge(path.hsts);
}

constexpr Rule rule{
    .name = "http/hsts-duplicated",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "Two HSTS headers reach the browser",
    .why = "Browsers heed the first and ignore the rest; which one that is, the order of the lines "
           "decides.",
    .remedy = "Keep one of them.",
    .references = {{"RFC 6797 8.1", "https://www.rfc-editor.org/rfc/rfc6797#section-8.1"}},
    .since = "0.1",
    .bad = "add_header Strict-Transport-Security \"max-age=63072000\" always;\n"
           "add_header Strict-Transport-Security \"max-age=0\" always;",
    .good = "add_header Strict-Transport-Security \"max-age=63072000\" always;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_duplicated
