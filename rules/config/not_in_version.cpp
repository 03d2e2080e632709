// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::config::not_in_version {
namespace {

void check(const Model& model, Report& report) {
    for (const SyntaxTree& tree : model.trees) {
        for (const Problem& problem : tree.problems()) {
            if (problem.kind == Problem::Kind::not_in_version)
                report.at(problem.at, problem.message);
        }
    }
}

constexpr Rule rule{
    .name = "config/not-in-version",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "This version of the server does not have the directive",
    .why = "The server does not start, or goes on with the old configuration after a reload. Which "
           "version is assumed stands in the "
           "report.",
    .remedy = "Use what this version has, or say which version the configuration is for "
              "(--nginx-version, --haproxy-version).",
    .references = {{"nginx: alphabetical index of directives",
                    "https://nginx.org/en/docs/dirindex.html"}},
    .since = "0.1",
    .bad = "http2 on;  # nginx 1.22",
    .good = "listen 443 ssl http2;  # nginx 1.22",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::not_in_version
