// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <string>

namespace tlslint::rules::config::condition_never_true {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::condition_never_true,
                    [&](const Remark& remark) { report.at(remark.at, std::string(remark.value)); });
}

constexpr Rule rule{
    .name = "config/condition-never-true",
    .severity = Severity::warning,
    .servers = {"apache", "haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A condition is never true, and TLS settings under it are dead",
    .why =
        "<IfModule> asks for a module by its symbol (ssl_module) or its source file (mod_ssl.c), "
        "in exactly that spelling. Under any other name, or where the module is not loaded, "
        "httpd passes the section over without a word. HAProxy does the same with a feature that "
        "it has never heard of, and blanks inside of a predicate's parentheses count.",
    .remedy = "Write <IfModule ssl_module>, or load the module; better leave the condition away: "
              "then httpd says what is missing. HAProxy: take the names of `haproxy -vv`.",
    .references = {{"httpd: IfModule", "https://httpd.apache.org/docs/2.4/mod/core.html#ifmodule"},
                   {"HAProxy: conditional blocks",
                    "https://docs.haproxy.org/2.6/configuration.html#2.4"}},
    .since = "0.1",
    .bad = "<IfModule mod_ssl>\n  SSLProtocol -all +TLSv1.3\n</IfModule>",
    .good = "<IfModule ssl_module>\n  SSLProtocol -all +TLSv1.3\n</IfModule>",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::condition_never_true
