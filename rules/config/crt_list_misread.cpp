// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::crt_list_misread {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::list_misread, [&](const Remark& remark) {
        auto finding = report.at(remark.at, fmt::format("{}: {}", remark.value, remark.detail));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "config/crt-list-misread",
    .severity = Severity::warning,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A line of a crt-list says something else than it seems to",
    .why =
        "The format knows no quotes, a comment only at the very beginning of a line, and options "
        "only right behind the file: anything else becomes a name for clients to ask for.",
    .remedy = "Put comments on lines of their own, and options in brackets right behind the file.",
    .references = {{"HAProxy Configuration Manual 5.1, crt-list",
                    "https://docs.haproxy.org/2.6/configuration.html#5.1-crt-list"}},
    .since = "0.1",
    .bad = "site.pem shop.example [ssl-min-ver TLSv1.3]",
    .good = "site.pem [ssl-min-ver TLSv1.3] shop.example",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::crt_list_misread
