// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"
#include "rules/engine/ignores.hpp"
#include "rules/engine/rule.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint {

/// "warning"; nothing for any other word.
std::optional<Severity> severity_named(std::string_view text);

/// Whether a pattern (a rule's name, `category/*`, a bare category, or `*`) names the rule.
bool names_rule(std::string_view pattern, std::string_view rule);
/// What is wrong with a pattern that names no rule, with a hint; "" for any other.
std::string complaint_about_pattern(std::string_view pattern);

/// Which rules run, and how severe their findings are.
class Selection {
  public:
    /// Every rule with its own severity.
    Selection();
    /// Fails on a pattern that names no rule. The first `select` leaves nothing but what it names;
    /// `ignore` takes away.
    Result<std::size_t> select(std::string_view pattern);
    Result<std::size_t> ignore(std::string_view pattern);
    Result<std::size_t> severity(std::string_view pattern, Severity severity);

    struct Choice {
        const Rule* rule;
        Severity severity;
        bool runs = true;
    };
    [[nodiscard]] const std::vector<Choice>& choices() const { return choices_; }

  private:
    template <class Change>
    Result<std::size_t> for_each_match(std::string_view pattern, const Change& change);
    std::vector<Choice> choices_;
    bool narrowed_ = false;
};

/// What the rules have to say about one model.
struct Judgement {
    std::vector<Finding> findings;  // by place, then rule; one per cause
    std::vector<Undecided> undecided;
    std::vector<Ignore> ignores;         // the comments of its files that hide findings
    std::vector<Selection::Choice> ran;  // the rules that had their say
};

/// Runs the selected rules that apply to the model's server. Pure: its arguments and nothing else
/// decide.
Judgement judge(const Model& model, const Policy& policy, const Selection& selection);

}  // namespace tlslint
