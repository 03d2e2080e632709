// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::empty_word {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::words_lost, [&](const Remark& remark) {
        auto finding = report.at(
            remark.at, fmt::format("an empty word ends the line: {} and what follows is not read",
                                   remark.value));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "config/empty-word",
    .severity = Severity::error,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "An empty word ends the line early",
    .why = "Before version 3.3 HAProxy stops reading a line at an empty word, such as a variable "
           "that is not set, and drops the settings behind it without a word.",
    .remedy = "Give the variable a default, or use ${NAME[*]} in quotes, which vanishes.",
    .references = {{"HAProxy Configuration Manual 2.3",
                    "https://docs.haproxy.org/2.6/configuration.html#2.3"}},
    .since = "0.1",
    .bad = "bind :443 ssl crt site.pem \"${EXTRA}\" verify required ca-file ca.pem",
    .good = "bind :443 ssl crt site.pem \"${EXTRA[*]}\" verify required ca-file ca.pem",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::empty_word
