// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/rule.hpp"

#include <optional>

namespace tlslint::rules::http::redirect_inert {
namespace {

bool is(Directive directive, std::string_view name) {
    return equal_ignoring_case(directive.name().text, name);
}

bool redirects(Directive directive) {
    const Words words = directive.args();
    if (words.size() < 2) return false;
    const std::string_view target = words[1].text;
    return target.starts_with("https://") || target.starts_with("http://");
}

// What one server says of mod_rewrite; conditions belong to the block around them.
struct Rewriting {
    std::optional<Directive> redirect;  // the first
    bool on = false;
    bool unsure = false;
};

void look_into(const Model& model, Block block, Rewriting& found, Report& report);

void judge(const Model& model, Block block, Report& report) {
    Rewriting found;
    look_into(model, block, found, report);
    if (found.redirect && !found.on && !found.unsure)
        report.at(found.redirect->span(),
                  "RewriteRule without RewriteEngine On here: never looked at");
}

void look_into(const Model& model, Block block, Rewriting& found, Report& report) {
    for_each_statement(model, block, [&](Directive directive) {
        if (directive.active() == Truth::no) return;
        if (is(directive, "VirtualHost")) {
            judge(model, directive.block(), report);
        } else if (directive.shape() == Shape::block) {
            const std::string_view name = directive.name().text;
            if (name.size() > 2 && equal_ignoring_case(name.substr(0, 2), "If")
                && !is(directive, "If"))
                look_into(model, directive.block(), found, report);
        } else if (is(directive, "RewriteEngine")) {
            const Words words = directive.args();
            found.on = !words.empty() && equal_ignoring_case(words[0].text, "on");
            if (!words.empty() && words[0].text.starts_with("${")) found.unsure = true;
        } else if (is(directive, "RewriteRule")) {
            if (!found.redirect && redirects(directive)) found.redirect = directive;
        } else if (is(directive, "Use") || is(directive, "Include")) {
            const Inclusion* const inclusion = model.inclusion(directive);
            if (!inclusion || inclusion->state != Inclusion::State::read) found.unsure = true;
        }
    });
}

void check(const Model& model, Report& report) {
    if (model.is_fragment() && model.surroundings.size() > 1) return;
    judge(model, model.tree(model.root).directives(), report);
}

constexpr Rule rule{
    .name = "http/redirect-inert",
    .severity = Severity::warning,
    .servers = {"apache"},
    .summary = "A redirect of mod_rewrite that is off",
    .why =
        "Rules are looked at only where RewriteEngine is on in the same server; virtual hosts do "
        "not inherit it.",
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
