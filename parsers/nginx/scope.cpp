// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/scope.hpp"

#include <algorithm>

#include "parsers/text/ascii.hpp"

namespace tlslint::nginx {

Scope::Scope(const Model& model, const Scope* outer, Block block) : outer_(outer) {
    for_each_statement(model, block, [&](Directive directive) { statements_.push_back(directive); });
}

std::vector<Directive> Scope::own(std::string_view name) const {
    std::vector<Directive> found;
    std::copy_if(statements_.begin(), statements_.end(), std::back_inserter(found),
                 [&](Directive directive) { return directive.name().text == name; });
    return found;
}

Deciding deciding(const Scope& scope, std::string_view name) {
    for (const Scope* at = &scope; at; at = at->outer()) {
        std::vector<Directive> own = at->own(name);
        if (!own.empty()) return {std::move(own), at, at != &scope};
    }
    return {};
}

std::optional<bool> flag(const Deciding& written) {
    if (!written || written.one().args().size() != 1) return std::nullopt;
    const std::string_view value = written.one().args()[0].text;
    if (equal_ignoring_case(value, "on")) return true;
    if (equal_ignoring_case(value, "off")) return false;
    return std::nullopt;
}

Origin origin_of(Arena& arena, const Deciding& written) {
    std::vector<Span> trail;
    std::vector<Span> words;
    for (const Directive statement : written.statements) {
        trail.push_back(statement.span());
        for (const Word word : statement.args()) words.push_back(word.span);
    }
    return {.kind = written.inherited ? Origin::Kind::inherited : Origin::Kind::written,
            .trail = arena.keep(trail),
            .words = arena.keep(words)};
}

Origin default_origin(const Scope& scope, std::string_view authority) {
    if (scope.is_open()) return {.kind = Origin::Kind::unknown, .authority = "may be set outside of this fragment"};
    return {.kind = Origin::Kind::server, .authority = authority};
}

}  // namespace tlslint::nginx
