// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string_view>

namespace tlslint::rules::http::hsts_malformed {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    const auto judge = [&](const Setting<Hsts>& hsts) {
        if (!hsts.origin.is_known() || !hsts.value.sent || hsts.value.well_formed) return;
        const std::string_view value = report.model.sources.text(hsts.origin.words.front());
        report.at(hsts.origin, fmt::format("browsers cannot read the header's value {}", value));
    };
    judge(endpoint.hsts);
    for (const Path& path : endpoint.paths) judge(path.hsts);
}

constexpr Rule rule{
    .name = "http/hsts-malformed",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "Browsers cannot read the HSTS header",
    .why = "They ignore the whole header: it is as if none was sent.",
    .remedy = "Write max-age=SECONDS, other directives behind semicolons, all of it in one pair of "
              "quotes.",
    .references = {{"RFC 6797 6.1", "https://www.rfc-editor.org/rfc/rfc6797#section-6.1"}},
    .since = "0.1",
    .bad = "add_header Strict-Transport-Security \"max-age=63072000, includeSubDomains\" always;",
    .good = "add_header Strict-Transport-Security \"max-age=63072000\" always;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_malformed
