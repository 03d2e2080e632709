// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
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
    void set(std::string_view name, std::string_view value);
    void unset(std::string_view name);
    /// resetenv: only these names survive.
    void keep_only(const std::function<bool(std::string_view)>& wanted);

    // Pseudo variables (2.4+).
    std::string file, line, section;

  private:
    std::map<std::string, std::optional<std::string>, std::less<>> values_;  // nothing: not set
    bool complete_ = false;
    bool pseudo_ = false;  // this version has them
};

}  // namespace tlslint::haproxy
