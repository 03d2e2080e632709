// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"
#include "parsers/syntax/directive.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace tlslint::haproxy {

/// The variables that a configuration sees: those of the process as far as they are known, changed
/// by setenv and its kind from line to line, and the pseudo variables of the line being read.
class Environment {
  public:
    enum class State : std::uint8_t { set, unset, unknown };
    struct Value {
        State state = State::unknown;
        std::string_view text;
    };

    explicit Environment(const Facts& facts);

    [[nodiscard]] Value find(std::string_view name) const;
    /// A statement of global: setenv, presetenv, unsetenv or resetenv with its words, or another.
    /// `active`: whether it is in force.
    void change(std::string_view statement, std::span<const std::string_view> words, Truth active);
    void change(Directive statement);

    // Pseudo variables (2.4+).
    std::string file, line, section;

  private:
    void set(std::string_view name, State state, std::string_view value);
    void keep_only(std::span<const std::string_view> names);

    struct Entry {
        State state;
        std::string text;
    };
    std::map<std::string, Entry, std::less<>> values_;
    bool complete_ = false;  // what is not among them is not set
    bool pseudo_ = false;    // this version has them
};

}  // namespace tlslint::haproxy
