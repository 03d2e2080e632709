// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/hsts.hpp"
#include "rules/engine/rule.hpp"

namespace tlslint::rules::http::hsts_not_always {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    for_each_hsts(endpoint, [&](const Setting<Hsts>& hsts) {
        if (!hsts.value.always && hsts.value.max_age > 0)
            report.at(hsts.origin, "the Strict-Transport-Security header is not sent with errors");
    });
}

constexpr Rule rule{
    .name = "http/hsts-not-always",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "The HSTS header is missing from errors",
    .why = "Without `always` nginx adds the header to a few successful answers and redirects only, "
           "and "
           "HAProxy's http-response leaves out its own answers: "
           "a browser whose first answer is an error learns nothing.",
    .remedy = "Write `always` behind the value (nginx), or use http-after-response (HAProxy).",
    .references = {{"nginx: add_header",
                    "https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header"}},
    .since = "0.1",
    .bad = "add_header Strict-Transport-Security \"max-age=63072000\";",
    .good = "add_header Strict-Transport-Security \"max-age=63072000\" always;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_not_always
