// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/managed.hpp"

#include "parsers/text/ascii.hpp"

#include <algorithm>

namespace tlslint::apache {
namespace {

bool covers(const Statement& domain, std::string_view name) {
    return std::any_of(domain.args.begin(), domain.args.end(), [&](const Argument& word) {
        std::string_view own = word.text;
        if (!own.starts_with("*.")) return equal_ignoring_case(own, name);
        own.remove_prefix(1);
        const std::size_t dot = name.find('.');
        return dot != std::string_view::npos && equal_ignoring_case(name.substr(dot), own);
    });
}

}  // namespace

ManagedDomain managed_domain(const Scope& server, std::span<const std::string_view> names) {
    for (const Scope* scope = &server; scope; scope = scope->outer()) {
        for (const Statement* statement : scope->common()) {
            if (statement->name != "mdomain" && statement->name != "mdomainset") continue;
            if (std::any_of(names.begin(), names.end(),
                            [&](std::string_view name) { return covers(*statement, name); }))
                return {statement};
        }
    }
    return {};
}

RequiredHttps requires_https(const Scope& server, std::span<const std::string_view> names) {
    const ManagedDomain domain = managed_domain(server, names);
    if (!domain) return {};
    const Deciding written = deciding(server, domain, "mdrequirehttps");
    const bool is_asked = equal_ignoring_case(written.value(), "temporary")
                          || equal_ignoring_case(written.value(), "permanent");
    if (!is_asked) return {};
    return {written, std::all_of(names.begin(), names.end(), [&](std::string_view name) {
                return covers(*domain.statement, name);
            })};
}

Deciding deciding(const Scope& server, const ManagedDomain& domain, std::string_view name) {
    if (domain && domain.statement->is_section) {
        const Scope inside(server.model(), server.configuration(), domain.statement, nullptr);
        const auto own = inside.own(name);
        if (!own.empty()) return {own.back(), true, false};
    }
    return deciding(server, name);
}

}  // namespace tlslint::apache
