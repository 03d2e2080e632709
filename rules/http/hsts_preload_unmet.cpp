// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/hsts.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace tlslint::rules::http::hsts_preload_unmet {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    for_each_hsts(endpoint, [&](const Setting<Hsts>& hsts) {
        if (!hsts.value.preload) return;
        std::vector<std::string_view> missing;
        if (!hsts.value.include_subdomains) missing.emplace_back("includeSubDomains");
        if (hsts.value.max_age < report.policy.hsts_preload_seconds)
            missing.emplace_back("a max-age of a year");
        if (!missing.empty())
            report.at(hsts.origin, fmt::format("preload without {}", in_words(missing)));
    });
}

constexpr Rule rule{
    .name = "http/hsts-preload-unmet",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .summary = "`preload` is promised without what preload lists demand",
    .why = "Browsers take a site into their list only with includeSubDomains and a max-age of a "
           "year; until then the word does nothing.",
    .remedy = "Add what is missing, or take `preload` out.",
    .references = {{"HSTS preload list: requirements",
                    "https://hstspreload.org/#deployment-recommendations"}},
    .since = "0.1",
    .bad = "add_header Strict-Transport-Security \"max-age=63072000; preload\" always;",
    .good = "add_header Strict-Transport-Security \"max-age=63072000; includeSubDomains; preload\" "
            "always;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_preload_unmet
