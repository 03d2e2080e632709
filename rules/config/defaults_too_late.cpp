// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::defaults_too_late {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::default_too_late, [&](const Remark& remark) {
        auto finding =
            report.at(remark.at, fmt::format("{} does not reach the lines above it", remark.value));
        if (!(remark.related == Span{}))
            finding.related(remark.related, "one that it does not reach");
    });
}

constexpr Rule rule{
    .name = "config/defaults-too-late",
    .severity = Severity::error,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A global default comes after the lines that it should serve",
    .why = "HAProxy takes these defaults over when it reads a bind or server line: those above "
           "keep the built-in values, without a warning.",
    .remedy = "Move the global section to the beginning.",
    .references = {{"HAProxy Configuration Manual 3.1",
                    "https://docs.haproxy.org/2.6/configuration.html#3.1"}},
    .since = "0.1",
    .bad = "frontend f\n"
           "    bind :443 ssl crt site.pem\n"
           "global\n"
           "    ssl-default-bind-options ssl-min-ver TLSv1.3",
    .good = "global\n"
            "    ssl-default-bind-options ssl-min-ver TLSv1.3\n"
            "frontend f\n"
            "    bind :443 ssl crt site.pem",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::defaults_too_late
