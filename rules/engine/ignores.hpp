// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// A comment that hides findings:
/// `# tlslint: ignore=RULE[,RULE] until=2027-03-31 reason="old scanners"`.
struct Ignore {
    struct Pattern {
        std::string text;  // a rule's name or `category/*`
        Span at;
    };
    /// Something that the comment says and nobody understands. With any of them it hides nothing,
    /// but for rules that do not exist: the others are still hidden.
    struct Mistake {
        Span at;
        std::string message;
    };
    Span at;
    std::vector<Pattern> patterns;
    bool whole_file = false;                       // ignore-file
    std::uint32_t first_line = 0, last_line = 0;   // else: those that it speaks of
    std::optional<std::chrono::sys_days> until{};  // the last day on which it hides
    std::string reason;
    std::vector<Mistake> mistakes;
    bool broken = false;   // hides nothing for its mistakes
    bool in_force = true;  // false where a condition may leave out what it speaks of

    [[nodiscard]] bool expired(std::chrono::sys_seconds now) const {
        return until && now >= *until + std::chrono::days(1);
    }
    [[nodiscard]] bool hides_on(std::uint32_t line) const {
        return whole_file || (first_line <= line && line <= last_line);
    }
    /// The first pattern that names the rule, or nullptr.
    [[nodiscard]] const Pattern* pattern_for(std::string_view rule) const;
};

/// "2027-03-31" as a day; nothing for any other text, or a day that no calendar has.
std::optional<std::chrono::sys_days> parse_day(std::string_view text);
/// The same back.
std::string in_words(std::chrono::sys_days day);

/// Those of a model's files, in their order.
std::vector<Ignore> read_ignores(const Model& model);

}  // namespace tlslint
