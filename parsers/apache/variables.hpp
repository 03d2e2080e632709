// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/line.hpp"
#include "parsers/syntax/directive.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// What Define and -D have said so far, and the process's environment: the values of ${…} and the
/// flags that <IfDefine> asks for. A flag's name counts as it is written, a variable's does not.
class Variables {
  public:
    using Environment = std::map<std::string, std::string, std::less<>>;

    /// Complete: what is not there is nowhere.
    Variables(const Environment& environment, bool environment_complete, bool flags_complete)
        : environment_(&environment), complete_(environment_complete),
          flags_complete_(flags_complete) {}

    /// `certain`: no undecided condition stands around the statement.
    void define(std::string_view name, std::optional<std::string_view> value, bool certain);
    void undefine(std::string_view name, bool certain);
    /// From here on anything may have been defined: something could not be read.
    void lose_track() { complete_ = flags_complete_ = false; }

    [[nodiscard]] Truth has_flag(std::string_view name) const;

    /// A line with its variables replaced, once; those that have no value stay as they are.
    [[nodiscard]] Line replace(const Line& line) const;
    /// Whether a text with its variables replaced, or left as they are, still depends on something
    /// that is not known. Names in it are looked for as `replace` does.
    [[nodiscard]] bool depends_on_unknown(std::string_view text) const;

  private:
    struct Value {
        std::string text;
        bool certain = true;
        bool set = true;
    };
    struct Found {
        std::optional<std::string_view> text;
        bool open = false;
    };
    [[nodiscard]] Found find(std::string_view name) const;

    const Environment* environment_;
    bool complete_;
    bool flags_complete_;
    std::map<std::string, Value, std::less<>> values_;  // by name in lower case
    std::map<std::string, Truth, std::less<>> flags_;
};

}  // namespace tlslint::apache
