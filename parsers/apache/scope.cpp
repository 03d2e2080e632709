// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/scope.hpp"

#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tlslint::apache {
namespace {

constexpr std::string_view not_included = "a file that it includes could not be read";

bool asks_for_module(const Condition& condition) {
    return condition.container == "ifmodule" || condition.container == "ifdirective"
           || condition.container == "ifsection";
}

bool before(const Statement* a, const Statement* b) {
    return a->name < b->name;
}

std::string_view doubt(Arena& arena, const Condition& condition) {
    return arena.keep(fmt::format("<{} {}{}> is not decided", condition.container,
                                  condition.negated ? "!" : "", condition.subject));
}

}  // namespace

Standing standing(const Condition* condition) {
    Standing result = Standing::certain;
    for (; condition; condition = condition->around) {
        if (!asks_for_module(*condition)) {
            result = Standing::perhaps;
        } else if (condition->negated) {
            return Standing::absent;
        } else if (result == Standing::certain) {
            result = Standing::assumed;
        }
    }
    return result;
}

Scope::Scope(const Model& model, const Configuration& configuration, const Statement* section,
             const Scope* outer)
    : model_(&model), configuration_(&configuration), section_(section), outer_(outer) {
    bool has_vhosts = false;
    for_each_statement(configuration, section, [&](const Statement& statement) {
        if (standing(statement.condition) == Standing::absent) return;
        if (statement.gap) gaps_ = true;
        statements_.push_back(&statement);
        if (!statement.is_section) return;
        if (statement.name == "virtualhost")
            has_vhosts = true;
        else
            sections_.push_back(&statement);
    });
    by_name_ = statements_;
    std::stable_sort(by_name_.begin(), by_name_.end(), before);
    if (has_vhosts)
        std::copy_if(statements_.begin(), statements_.end(), std::back_inserter(common_),
                     [](const Statement* one) { return one->name != "virtualhost"; });
}

std::span<const Statement* const> Scope::own(std::string_view name) const {
    const Statement* const* const end = by_name_.data() + by_name_.size();
    const auto* const first = std::lower_bound(
        by_name_.data(), end, name,
        [](const Statement* one, std::string_view wanted) { return one->name < wanted; });
    const auto* last = first;
    while (last != end && (*last)->name == name) ++last;
    return {first, last};
}

bool stands_in(const Statement& statement, const Statement* section) {
    for (const Statement* around = statement.section; around; around = around->section) {
        if (around == section) return true;
        if (around->name == "virtualhost") return false;
    }
    return !section;
}

Deciding deciding(const Scope& scope, std::string_view name) {
    return deciding(scope, name, [](const Statement&) { return true; });
}

bool holds_variable(const Argument& word) {
    if (word.open) return true;
    for (std::size_t at = 0; (at = word.text.find("${", at)) != std::string_view::npos; at += 2) {
        const std::size_t end = word.text.find('}', at);
        if (end == std::string_view::npos) return false;
        // Maps of mod_rewrite have a colon there.
        if (word.text.substr(at, end - at).find(':') == std::string_view::npos) return true;
    }
    return false;
}

std::optional<bool> flag(const Statement& statement) {
    if (statement.args.empty()) return std::nullopt;
    const std::string_view value = statement.args.front().text;
    if (equal_ignoring_case(value, "on")) return true;
    if (equal_ignoring_case(value, "off")) return false;
    return std::nullopt;
}

std::optional<bool> flag(const Deciding& written) {
    return written ? flag(*written.statement) : std::nullopt;
}

Origin origin_of(Arena& arena, const Deciding& written) {
    const Statement& statement = *written.statement;
    std::vector<Span> words;
    bool open = false;
    for (const Argument& argument : statement.args) {
        words.push_back(argument.span);
        open = open || holds_variable(argument);
    }
    Origin origin{.kind = written.inherited ? Origin::Kind::inherited : Origin::Kind::written,
                  .trail = arena.keep(std::vector{statement.span}),
                  .words = arena.keep(words)};
    if (written.behind_gap) origin.make_unknown(not_included);
    if (open) origin.make_unknown("holds a variable that is set elsewhere");
    if (standing(statement.condition) == Standing::perhaps)
        origin.make_unknown(doubt(arena, *statement.condition));
    return origin;
}

Origin default_origin(const Scope& scope, std::string_view authority) {
    if (scope.is_open())
        return {.kind = Origin::Kind::unknown, .authority = "may be set outside of this fragment"};
    if (scope.has_gaps()) return {.kind = Origin::Kind::unknown, .authority = not_included};
    return {.kind = Origin::Kind::server, .authority = authority};
}

}  // namespace tlslint::apache
