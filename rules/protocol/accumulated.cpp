// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

namespace tlslint::rules::protocol::accumulated {
namespace {

// The words of the value that stand in one of its statements.
std::set<std::string> words_in(Span statement, const Origin& origin, const Model& model) {
    std::set<std::string> words;
    for (const Span word : origin.words) {
        if (word.file == statement.file && word.begin >= statement.begin
            && word.end <= statement.end)
            words.emplace(model.sources.text(word));
    }
    return words;
}

void check(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.enabled_versions.origin;
    if (!endpoint.serves_tls() || !origin.is_written() || origin.trail.size() < 2) return;
    const Span first = origin.trail.front();
    const auto words = words_in(first, origin, report.model);
    for (const Span other : std::span(origin.trail).subspan(1)) {
        const auto more = words_in(other, origin, report.model);
        if (more.empty() || more == words) continue;
        report
            .at(first, fmt::format("adds up with another ssl_protocols of this block to {}",
                                   in_words(endpoint.enabled_versions.value)))
            .related(other, "the other one");
        return;
    }
}

constexpr Rule rule{
    .name = "protocol/accumulated",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .cause = Cause::misconfiguration,
    .summary = "Two ssl_protocols in one block add up",
    .why = "nginx does not replace the first by the second, as with other directives: everything "
           "that either of them names is enabled.",
    .remedy = "Keep one of them.",
    .references = {{"nginx: ssl_protocols",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols"}},
    .since = "0.1",
    .bad = "include snippets/tls.conf;  # ssl_protocols TLSv1.2 TLSv1.3;\nssl_protocols TLSv1 "
           "TLSv1.1 TLSv1.2;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::accumulated
