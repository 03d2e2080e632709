// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/rule.hpp"

namespace tlslint::rules::config::unknown_directive {
namespace {

void check(const Model& model, Report& report) {
    for (const SyntaxTree& tree : model.trees) {
        for (const Problem& problem : tree.problems()) {
            if (problem.kind != Problem::Kind::unknown) continue;
            auto finding = report.at(problem.at, problem.message);
            // HAProxy has no modules that could bring one, and of httpd's all are known.
            if (model.server->name != "nginx") finding.at_least(Severity::error);
        }
    }
}

constexpr Rule rule{
    .name = "config/unknown-directive",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A TLS directive that no version of the server has",
    .why = "The server refuses a directive that none of its modules knows: it does not start, or "
           "goes on with the old configuration after a reload.",
    .remedy = "Correct the name; if a module of your own brings the directive, ignore this rule "
              "for the file.",
    .references = {{"nginx: alphabetical index of directives",
                    "https://nginx.org/en/docs/dirindex.html"},
                   {"Apache httpd: directive index",
                    "https://httpd.apache.org/docs/2.4/mod/directives.html"}},
    .since = "0.1",
    .bad = "ssl_protocol TLSv1.2 TLSv1.3;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::unknown_directive
