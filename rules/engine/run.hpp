// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"
#include "rules/engine/rule.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint {

/// Which rules run, and how severe their findings are.
class Selection {
  public:
    /// Every rule with its own severity.
    Selection();
    /// `pattern` is a rule's name, `category/*`, a bare category, or `*`. Fails on what names no
    /// rule, with a hint. The first `select` leaves nothing but what it names; `ignore` takes away.
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
};

/// Runs the selected rules that apply to the model's server. Pure: its arguments and nothing else
/// decide.
Judgement judge(const Model& model, const Policy& policy, const Selection& selection);

}  // namespace tlslint
