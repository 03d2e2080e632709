// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <utility>

namespace tlslint::rules::config::duplicate {
namespace {

// What a statement sets of settings that nginx lets repeat: a part of the cache, a command.
std::string_view subject_of(Directive directive) {
    const std::string_view name = directive.name().text;
    if (directive.args().empty()) return "";
    const std::string_view first = directive.args()[0].text;
    if (name == "ssl_session_cache") return first.substr(0, first.find(':'));
    if (name == "ssl_conf_command" || name.ends_with("_ssl_conf_command"))
        return directive.args().size() == 2 && first != "Options" ? first : "";
    return "";
}

void check_block(const Model& model, Block block, Report& report) {
    std::map<std::pair<std::string_view, std::string_view>, Directive> last;
    for_each_statement(model, block, [&](Directive directive) {
        if (directive.shape() == Shape::block) {
            check_block(model, directive.block(), report);
            return;
        }
        const std::string_view subject = subject_of(directive);
        if (subject.empty()) return;
        const auto [place, is_new] = last.try_emplace({directive.name().text, subject}, directive);
        if (is_new) return;
        const Directive earlier = std::exchange(place->second, directive);
        if (model.sources.text(earlier.span()) == model.sources.text(directive.span())) return;
        report
            .at(earlier.span(),
                fmt::format("{} {} is given again in this block", directive.name().text, subject))
            .related(directive.span(), "this one holds");
    });
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::repeated, [&](const Remark& remark) {
        report.at(remark.at, fmt::format("{} is given again {}", remark.value, remark.detail))
            .related(remark.related, "this one holds");
    });
    check_block(model, model.tree(model.root).directives(), report);
}

constexpr Rule rule{
    .name = "config/duplicate",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A setting is given twice, and the later one wins",
    .why =
        "The server says nothing: whoever reads the first believes something else than what holds.",
    .remedy = "Keep one of the two.",
    .references = {{"nginx: ssl_session_cache",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_session_cache"},
                   {"nginx: ssl_conf_command",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_conf_command"},
                   {"HAProxy Configuration Manual 3.1",
                    "https://docs.haproxy.org/2.6/configuration.html#3.1"}},
    .since = "0.1",
    .bad = "ssl_session_cache shared:A:1m;\n"
           "ssl_session_cache shared:B:1m;",
    .good = "ssl_session_cache shared:A:1m;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::duplicate
