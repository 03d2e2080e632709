// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::include_empty {
namespace {

void check(const Model& model, Report& report) {
    for (const Inclusion& inclusion : model.inclusions) {
        if (inclusion.state == Inclusion::State::empty)
            report.at(inclusion.at, fmt::format("{} matches no file", inclusion.deployed));
    }
}

constexpr Rule rule{
    .name = "config/include-empty",
    .severity = Severity::info,
    .servers = {"nginx"},
    .cause = Cause::misconfiguration,
    .summary = "An include pattern matches nothing",
    .why = "nginx says nothing: what the files were to set is not in force.",
    .remedy = "Correct the pattern, or take the include out.",
    .references = {{"nginx: include", "https://nginx.org/en/docs/ngx_core_module.html#include"}},
    .since = "0.1",
    .bad = "include snippets/tls-*.cnf;",
    .good = "include snippets/tls-*.conf;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::include_empty
