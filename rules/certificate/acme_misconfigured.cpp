// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tlslint::rules::certificate::acme_misconfigured {
namespace {

bool is(Directive directive, std::string_view name) {
    return equal_ignoring_case(directive.name().text, name);
}
bool says(Directive directive, std::string_view value) {
    const Words words = directive.args();
    return !words.empty() && equal_ignoring_case(words[0].text, value);
}

// One of the names belongs to a server, or may, for all that is known.
bool is_used(const Model& model, Directive domain) {
    const Words words = domain.args();
    return std::any_of(words.begin(), words.end(), [&](const Word& word) {
        if (word.text.find("${") != std::string_view::npos || word.text.starts_with("*."))
            return true;
        return std::any_of(model.endpoints.begin(), model.endpoints.end(),
                           [&](const Endpoint& endpoint) {
                               return std::any_of(endpoint.names.begin(), endpoint.names.end(),
                                                  [&](std::string_view name) {
                                                      return equal_ignoring_case(name, word.text);
                                                  });
                           });
    });
}

void check(const Model& model, Report& report) {
    if (model.is_fragment()) return;
    std::optional<Directive> must_staple;
    bool staples = false;
    for (const SyntaxTree& tree : model.trees) {
        for_each_directive(tree.directives(), [&](Directive directive) {
            if (directive.active() == Truth::no) return;
            if (is(directive, "MDomain") || is(directive, "MDomainSet")) {
                if (!directive.args().empty() && !is_used(model, directive))
                    report.at(directive.span(), fmt::format("no virtual host is called {}",
                                                            directive.args()[0].text));
            } else if (is(directive, "MDRenewMode") || is(directive, "MDDriveMode")) {
                if (says(directive, "manual"))
                    report.at(directive.span(), "certificates are not renewed");
            } else if (is(directive, "MDMustStaple") && says(directive, "on")) {
                must_staple = directive;
            } else if ((is(directive, "MDStapling") || is(directive, "SSLUseStapling"))
                       && says(directive, "on")) {
                staples = true;
            }
        });
    }
    if (must_staple && !staples)
        report.at(must_staple->span(), "certificates will demand stapling, and it is off");
}

constexpr Rule rule{
    .name = "certificate/acme-misconfigured",
    .severity = Severity::warning,
    .servers = {"apache"},
    .cause = Cause::certificate_validity,
    .summary = "mod_md does not do what it is there for",
    .why = "A domain that no virtual host has gets a certificate that nobody uses; one that is not "
           "renewed expires; a certificate that demands stapling is refused without.",
    .remedy =
        "Name the domain as the virtual host is called, let mod_md renew, and write MDStapling "
        "on beside MDMustStaple.",
    .references = {{"httpd: mod_md", "https://httpd.apache.org/docs/2.4/mod/mod_md.html"}},
    .since = "0.1",
    .bad = "MDomain shop.example\n"
           "MDMustStaple on",
    .good = "MDomain shop.example\n"
            "MDMustStaple on\n"
            "MDStapling on",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::acme_misconfigured
