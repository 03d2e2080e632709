// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::trailing_words {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::words_swallowed, [&](const Remark& remark) {
        report.at(remark.at, fmt::format("\"{}\" is {}", remark.value, remark.detail));
    });
}

constexpr Rule rule{
    .name = "config/trailing-words",
    .severity = Severity::warning,
    .servers = {"apache"},
    .cause = Cause::misconfiguration,
    .summary = "Words at the end of a line are lost, or taken for values",
    .why = "httpd knows comments as whole lines only. Behind on or off it passes other words over, "
           "a list takes them for more of its values, and what follows a section's last > is lost.",
    .remedy = "Give comments and directives lines of their own.",
    .references = {{"httpd: Configuration Files, Syntax",
                    "https://httpd.apache.org/docs/2.4/configuring.html#syntax"}},
    .since = "0.1",
    .bad = "SSLHonorCipherOrder on # our order",
    .good = "# our order\nSSLHonorCipherOrder on",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::trailing_words
