// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::floor_lowered {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::floor_lowered, [&](const Remark& remark) {
        auto finding = report.at(remark.at, fmt::format("{} is below {}, the minimum around it",
                                                        remark.value, remark.detail));
        if (!(remark.related == Span{})) finding.related(remark.related, "that minimum");
    });
}

constexpr Rule rule{
    .name = "protocol/floor-lowered",
    .severity = Severity::warning,
    .servers = {"haproxy"},
    .cause = Cause::version_mismatch,
    .summary = "A line goes below the minimum version that holds around it",
    .why = "The inner value wins: the global minimum looks like a floor for all, and this line "
           "speaks versions that it was to keep out.",
    .remedy = "Take the lower minimum out.",
    .references = {{"HAProxy Configuration Manual 5.1",
                    "https://docs.haproxy.org/2.6/configuration.html#5.1"}},
    .since = "0.1",
    .bad = "ssl-default-bind-options ssl-min-ver TLSv1.2\n"
           "bind :443 ssl crt site.pem ssl-min-ver TLSv1.0",
    .good = "ssl-default-bind-options ssl-min-ver TLSv1.2\n"
            "bind :443 ssl crt site.pem",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::floor_lowered
