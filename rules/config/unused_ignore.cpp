// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/ignores.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::unused_ignore {
namespace {

// Which of the others hide nothing is known once all rules have had their say about all
// configurations that share the file: audit/suppress.cpp.
void check(const Model& model, Report& report) {
    for (const Ignore& ignore : read_ignores(model)) {
        for (const Ignore::Mistake& mistake : ignore.mistakes)
            report.at(mistake.at, mistake.message);
        if (!ignore.broken && ignore.expired(model.facts.now)) {
            report.at(ignore.at, fmt::format("hides nothing any more: its last day was {}",
                                             in_words(*ignore.until)));
        }
    }
}

constexpr Rule rule{
    .name = "config/unused-ignore",
    .severity = Severity::warning,
    .servers = {"nginx", "apache", "haproxy"},
    .summary = "A comment hides no finding",
    .why = "An ignore that hides nothing was misspelt, has run out, or outlived what it was "
           "written for; the next finding on that line would be hidden without anybody's decision.",
    .remedy = "Take the comment away, or mend it.",
    .references = {{"ruff, unused-noqa (RUF100): the practice that this follows",
                    "https://docs.astral.sh/ruff/rules/unused-noqa/"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1.2 TLSv1.3;  # tlslint: ignore=protocol/obsolete-version",
    .good = "ssl_protocols TLSv1 TLSv1.2;  # tlslint: ignore=protocol/obsolete-version",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::unused_ignore
