// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::config::syntax {
namespace {

bool has_rule_of_its_own(Problem::Kind kind) {
    using enum Problem::Kind;
    return kind == misplaced || kind == unknown || kind == incomplete || kind == not_in_version
           || kind == no_cipher || kind == unknown_group || kind == no_module;
}

void check(const Model& model, Report& report) {
    for (const SyntaxTree& tree : model.trees) {
        for (const Problem& problem : tree.problems()) {
            if (has_rule_of_its_own(problem.kind)) continue;
            auto finding = report.at(problem.at, problem.message);
            if (problem.opened.end > problem.opened.begin)
                finding.related(problem.opened, "not finished");
            switch (problem.kind) {
            case Problem::Kind::syntax:
            case Problem::Kind::refused: break;
            case Problem::Kind::limit:
                finding.remedy("Split the file; what lies beyond the limit was not checked.");
                break;
            case Problem::Kind::placeholder:
            case Problem::Kind::marker:
                finding.remedy("Check the file that the template makes, not the template.");
                break;
            default: break;
            }
        }
    }
}

constexpr Rule rule{
    .name = "config/syntax",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "The server cannot read this",
    .why = "The server refuses the configuration: it does not start, or goes on with the old one "
           "after a reload.",
    .remedy = "Correct the statement; the server's own test names the same line (`nginx -t`, "
              "`haproxy -c`, `apachectl -t`).",
    .references = {{"nginx: configuration file structure",
                    "https://nginx.org/en/docs/beginners_guide.html#conf_structure"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1.2 TLSv1.3",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::syntax
