// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

/// The blocks of `.if` around the line that is read.
class Branches {
  public:
    void clear() { open_.clear(); }

    // Whether HAProxy looks at the line's expression: not in what is dropped, nor once a branch is
    // taken.
    [[nodiscard]] bool evaluates(Directive line) const {
        const std::string_view name = line.name().text;
        if (name == ".if") return open_.empty() || !open_.back().dropped;
        return name == ".elif" && !open_.empty() && !open_.back().over;
    }

    // Whether the line is one of theirs.
    bool follow(Directive line) {
        const std::string_view name = line.name().text;
        if (name == ".if") {
            const bool around = !open_.empty() && open_.back().dropped;
            open_.push_back({.expression = expression(line),
                             .unknown = line.active() == Truth::unknown,
                             .dropped = line.active() == Truth::no,
                             .over = around || line.active() == Truth::yes});
        } else if (name == ".elif" || name == ".else") {
            if (open_.empty()) return true;
            Branch& branch = open_.back();
            branch.before +=
                fmt::format("{}!({})", branch.before.empty() ? "" : " && ", branch.expression);
            branch.expression = name == ".else" ? "" : expression(line);
            branch.unknown = line.active() == Truth::unknown;
            branch.dropped = line.active() == Truth::no;
            branch.over = branch.over || line.active() == Truth::yes;
        } else if (name == ".endif") {
            if (!open_.empty()) open_.pop_back();
        } else {
            return name.starts_with('.');
        }
        return true;
    }

    // Of those that cannot be decided.
    [[nodiscard]] std::string_view text(Model& model) const {
        std::string text;
        const auto add = [&](const std::string& part) {
            if (!part.empty()) text += (text.empty() ? "" : " && ") + part;
        };
        for (const Branch& branch : open_) {
            if (!branch.unknown) continue;
            add(branch.before);
            add(branch.expression);
        }
        return model.arena.keep(text);
    }

  private:
    struct Branch {
        std::string before;      // what was not taken
        std::string expression;  // empty behind `.else`
        bool unknown = false;
        bool dropped = false;
        bool over = false;  // no later branch is looked at
    };

    static std::string expression(Directive line) {
        std::string text;
        for (const Word word : line.args()) {
            if (!text.empty()) text += ' ';
            text += word.text;
        }
        return text;
    }

    std::vector<Branch> open_;
};

}  // namespace tlslint::haproxy
