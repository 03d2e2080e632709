// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::companion_misnamed {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::companion_misnamed, [&](const Remark& remark) {
        auto finding =
            report.at(remark.at, fmt::format("{} is not looked at: HAProxy would read {}",
                                             remark.value, remark.detail));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "certificate/companion-misnamed",
    .severity = Severity::warning,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A key or response beside a certificate has a name that is not looked for",
    .why = "Unless ssl-load-extra-del-ext is set, HAProxy appends to the whole name: site.crt.key, "
           "not site.key.",
    .remedy = "Set ssl-load-extra-del-ext in global, or rename the file.",
    .references = {{"HAProxy Configuration Manual 3.1, ssl-load-extra-del-ext",
                    "https://docs.haproxy.org/2.6/configuration.html#3.1-ssl-load-extra-del-ext"}},
    .since = "0.1",
    .bad = "bind :443 ssl crt site.crt  # beside site.key",
    .good = "ssl-load-extra-del-ext",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::companion_misnamed
