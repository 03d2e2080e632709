// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::config::module_missing {
namespace {

void check(const Model& model, Report& report) {
    for (const SyntaxTree& tree : model.trees) {
        for (const Problem& problem : tree.problems()) {
            if (problem.kind == Problem::Kind::no_module) report.at(problem.at, problem.message);
        }
    }
}

constexpr Rule rule{
    .name = "config/module-missing",
    .severity = Severity::error,
    .servers = {"apache"},
    .cause = Cause::misconfiguration,
    .summary = "The module that this needs is not loaded",
    .why = "httpd refuses what none of its modules knows: it does not start, or goes on with the "
           "old configuration after a reload.",
    .remedy = "Load the module (LoadModule; `a2enmod ssl headers socache_shmcb` on Debian).",
    .references = {{"httpd: LoadModule",
                    "https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule"},
                   {"httpd: SSLSessionCache",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslsessioncache"}},
    .since = "0.1",
    .bad = "SSLSessionCache shmcb:ssl_cache",
    .good = "LoadModule socache_shmcb_module modules/mod_socache_shmcb.so\n"
            "SSLSessionCache shmcb:ssl_cache",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::module_missing
