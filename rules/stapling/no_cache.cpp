// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

namespace tlslint::rules::stapling::no_cache {
namespace {

bool has_cache(const Model& model) {
    bool found = false;
    for (const SyntaxTree& tree : model.trees) {
        for_each_directive(tree.directives(), [&](Directive directive) {
            found = found
                    || (directive.active() != Truth::no
                        && equal_ignoring_case(directive.name().text, "SSLStaplingCache"));
        });
    }
    return found;
}

// mod_md keeps responses by itself.
bool is_of_mod_ssl(const Model& model, const Origin& origin) {
    constexpr std::string_view name = "SSLUseStapling";
    return origin.is_written()
           && equal_ignoring_case(model.sources.text(origin.trail.front()).substr(0, name.size()),
                                  name);
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::staple_cache_missing,
                    [&](const Remark& remark) { report.at(remark.at, std::string(remark.value)); });
    if (model.is_fragment() || has_cache(model)) return;
    for (const Endpoint& endpoint : model.endpoints) {
        const Setting<Stapling>& stapling = endpoint.stapling;
        if (!endpoint.serves_tls() || endpoint.has_gaps || !stapling.value.asked_for
            || !is_of_mod_ssl(model, stapling.origin))
            continue;
        report.at(stapling.origin, "stapling is on and there is no SSLStaplingCache")
            .touches(endpoint);
    }
}

constexpr Rule rule{
    .name = "stapling/no-cache",
    .severity = Severity::error,
    .servers = {"apache"},
    .cause = Cause::misconfiguration,
    .summary = "Stapling without a cache for responses",
    .why =
        "httpd does not start (AH01958), though `apachectl configtest` says that the syntax is OK.",
    .remedy = "Write SSLStaplingCache once, outside of every virtual host.",
    .references = {{"httpd: SSLStaplingCache",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslstaplingcache"}},
    .since = "0.1",
    .bad = "SSLUseStapling on",
    .good = "SSLStaplingCache shmcb:/run/apache2/stapling(128000)\n"
            "SSLUseStapling on",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::no_cache
