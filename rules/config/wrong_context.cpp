// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::config::wrong_context {
namespace {

void check(const Model& model, Report& report) {
    for (const SyntaxTree& tree : model.trees) {
        for (const Problem& problem : tree.problems()) {
            if (problem.kind == Problem::Kind::misplaced) report.at(problem.at, problem.message);
        }
    }
}

constexpr Rule rule{
    .name = "config/wrong-context",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A directive stands where the server refuses it",
    .why = "The server does not start, or goes on with the old configuration after a reload. In an "
           ".htaccess file, every request to its directory ends with status 500.",
    .remedy = "Move the directive to a block that may hold it: TLS settings of nginx stand in http "
              "or server, those of "
              "connections to upstreams also in location. HAProxy's ssl-default-* and tune.ssl.* "
              "stand in global, bind in frontend or listen, server in backend or listen. httpd's "
              "caches and seeds stand outside of every section.",
    .references = {{"nginx: alphabetical index of directives",
                    "https://nginx.org/en/docs/dirindex.html"},
                   {"Apache httpd: directive index",
                    "https://httpd.apache.org/docs/2.4/mod/directives.html"}},
    .since = "0.1",
    .bad = "location / { ssl_protocols TLSv1.3; }",
    .good = "server { ssl_protocols TLSv1.3; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::wrong_context
