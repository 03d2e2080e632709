// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/config/patterns_support.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::include_empty {
namespace {

void check(const Model& model, Report& report) {
    // Of httpd's an IncludeOptional, which may match nothing.
    const bool is_silent = model.server->name == "nginx";
    for (const Inclusion& inclusion : model.inclusions) {
        if (inclusion.state == Inclusion::State::empty && is_silent)
            report.at(inclusion.at, fmt::format("{} matches no file", inclusion.deployed));
        else if (is_refused_pattern(inclusion))
            report.at(inclusion.at, fmt::format("{} matches no file", inclusion.deployed))
                .at_least(Severity::error)
                .detail("httpd refuses the configuration where it is no IncludeOptional.");
    }
}

constexpr Rule rule{
    .name = "config/include-empty",
    .severity = Severity::info,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "An include pattern matches nothing",
    .why = "What the files were to set is not in force, and nginx says nothing.",
    .remedy = "Correct the pattern, or take the include out.",
    .references = {{"nginx: include", "https://nginx.org/en/docs/ngx_core_module.html#include"},
                   {"Apache httpd: Include",
                    "https://httpd.apache.org/docs/2.4/mod/core.html#include"}},
    .since = "0.1",
    .bad = "include snippets/tls-*.cnf;",
    .good = "include snippets/tls-*.conf;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::include_empty
