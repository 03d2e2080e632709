// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::literal_variable {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::variable_literal, [&](const Remark& remark) {
        auto finding = report.at(
            remark.at,
            fmt::format("{} is taken as written: no variable is replaced outside double quotes",
                        remark.value));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "config/literal-variable",
    .severity = Severity::error,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A variable stands outside double quotes",
    .why = "HAProxy replaces variables in double quotes only: it looks for a file whose name has a "
           "dollar sign in it.",
    .remedy = "Put the word into double quotes.",
    .references = {{"HAProxy Configuration Manual 2.3",
                    "https://docs.haproxy.org/2.6/configuration.html#2.3"}},
    .since = "0.1",
    .bad = "bind :443 ssl crt ${CERTS}/site.pem",
    .good = "bind :443 ssl crt \"${CERTS}/site.pem\"",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::literal_variable
