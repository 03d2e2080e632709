// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/scope.hpp"

#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

namespace tlslint::apache {
namespace {

constexpr std::string_view not_included = "a file that it includes could not be read";

bool asks_for_module(const Condition& condition) {
    return condition.container == "ifmodule" || condition.container == "ifdirective"
           || condition.container == "ifsection";
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
    for_each_statement(configuration, section, [&](const Statement& statement) {
        if (standing(statement.condition) == Standing::absent) return;
        if (statement.gap) gaps_ = true;
        statements_.push_back(&statement);
        if (statement.is_section && statement.name != "virtualhost")
            sections_.push_back(&statement);
        by_name_[statement.name].push_back(&statement);
    });
}

std::span<const Statement* const> Scope::own(std::string_view name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return {};
    return found->second;
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
        open = open || argument.open;
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
