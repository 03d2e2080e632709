// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::negative_ignored {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::exclusion_ignored, [&](const Remark& remark) {
        auto finding = report.at(remark.at, fmt::format("{} has no effect: {} bounds the versions",
                                                        remark.value, remark.detail));
        if (!(remark.related == Span{})) finding.related(remark.related, "the bound");
    });
}

constexpr Rule rule{
    .name = "protocol/negative-ignored",
    .severity = Severity::warning,
    .servers = {"haproxy"},
    .cause = Cause::version_mismatch,
    .summary = "An excluded version of the protocol stays enabled",
    .why = "As soon as a minimum or maximum is set, on the line or globally, HAProxy drops every "
           "no-sslv3 and no-tlsv1x with a warning: what was meant to be off is on.",
    .remedy = "Say it with ssl-min-ver and ssl-max-ver alone.",
    .references = {{"HAProxy Configuration Manual 5.1",
                    "https://docs.haproxy.org/2.6/configuration.html#5.1"}},
    .since = "0.1",
    .bad = "bind :443 ssl crt site.pem ssl-min-ver TLSv1.0 no-tlsv10 no-tlsv11",
    .good = "bind :443 ssl crt site.pem ssl-min-ver TLSv1.2",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::negative_ignored
