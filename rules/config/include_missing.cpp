// SPDX-License-Identifier: Apache-2.0
#include "rules/config/patterns_support.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::include_missing {
namespace {

void check(const Model& model, Report& report) {
    for (const Inclusion& inclusion : model.inclusions) {
        switch (inclusion.state) {
        case Inclusion::State::missing:
            if (is_refused_pattern(inclusion)) break;  // config/include-empty
            report.at(inclusion.at,
                      fmt::format("included file {} does not exist", inclusion.deployed));
            break;
        case Inclusion::State::unreadable:
            report.at(inclusion.at, fmt::format("included file {} cannot be read: {}",
                                                inclusion.deployed, inclusion.detail));
            break;
        case Inclusion::State::limit:
            report
                .at(inclusion.at, fmt::format("not everything is included: {} (a limit of tlslint)",
                                              inclusion.detail))
                .remedy("Split the configuration; what lies beyond the limit was not checked.");
            break;
        case Inclusion::State::unknown: report.undecided(inclusion.at, inclusion.detail); break;
        case Inclusion::State::read:
        case Inclusion::State::empty:
        case Inclusion::State::cycle:  // config/include-cycle
        case Inclusion::State::absent:
        case Inclusion::State::skipped: break;
        }
    }
}

constexpr Rule rule{
    .name = "config/include-missing",
    .severity = Severity::error,
    .servers = {"nginx", "apache", "haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "An included file does not exist or cannot be read",
    .why = "The server refuses the whole configuration, and nothing that the file was to set is in "
           "force.",
    .remedy = "Correct the name, or say that the file exists on the server only (--absent), or "
              "where it lies here (--map).",
    .references = {{"nginx: include", "https://nginx.org/en/docs/ngx_core_module.html#include"},
                   {"Apache httpd: Include",
                    "https://httpd.apache.org/docs/2.4/mod/core.html#include"}},
    .since = "0.1",
    .bad = "include snippets/no-such.conf;",
    .good = "include snippets/tls.conf;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::include_missing
