// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <string>

namespace tlslint::rules::http::redirect_inert {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::redirect_inert,
                    [&](const Remark& remark) { report.at(remark.at, std::string(remark.value)); });
}

constexpr Rule rule{
    .name = "http/redirect-inert",
    .severity = Severity::warning,
    .servers = {"apache"},
    .summary = "A redirect of mod_rewrite that is off",
    .why =
        "Rules are looked at only where RewriteEngine is on; virtual hosts do not inherit those of "
        "the main server.",
    .remedy = "Write RewriteEngine On before the rules.",
    .references = {{"httpd: RewriteEngine",
                    "https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html#rewriteengine"}},
    .since = "0.1",
    .bad = "RewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [R=301,L]",
    .good = "RewriteEngine On\n"
            "RewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [R=301,L]",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::redirect_inert
