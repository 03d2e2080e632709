// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::http::redirect_broken {
namespace {

bool is_redirect(std::string_view name) {
    return equal_ignoring_case(name, "Redirect") || equal_ignoring_case(name, "RedirectPermanent")
           || equal_ignoring_case(name, "RedirectTemp");
}

void check(Directive directive, Report& report) {
    if (directive.active() == Truth::no || !is_redirect(directive.name().text)) return;
    const Words words = directive.args();
    if (words.size() < 2 || words[words.size() - 2].text != "/") return;
    const std::string_view target = words[words.size() - 1].text;
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos) return;
    const std::string_view host = target.substr(colon + 3);
    if (host.empty() || host.find_first_of("/?#") != std::string_view::npos) return;
    report.at(
        words[words.size() - 1].span,
        fmt::format("/page is redirected to {}page: the host has no slash behind it", target));
}

constexpr Rule rule{
    .name = "http/redirect-broken",
    .severity = Severity::error,
    .servers = {"apache"},
    .summary = "A redirect runs the path into the host",
    .why = "httpd puts what follows the matched path right behind the target: every page but the "
           "first leads to a host that does not exist, or to somebody else's.",
    .remedy = "End the target with a slash.",
    .references = {{"httpd: Redirect",
                    "https://httpd.apache.org/docs/2.4/mod/mod_alias.html#redirect"}},
    .since = "0.1",
    .bad = "Redirect permanent / https://shop.example",
    .good = "Redirect permanent / https://shop.example/",
    .check_tree = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::redirect_broken
