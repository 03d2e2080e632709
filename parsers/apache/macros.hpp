// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/line.hpp"
#include "parsers/syntax/directive.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::apache {

/// What stands for the parameters of a macro in one use of it.
struct Bindings {
    std::vector<std::pair<std::string, std::string>> values;
    const Bindings* outer = nullptr;  // of the macro inside whose body this one was defined

    /// A line of the body with its parameters replaced: of several that fit, the longest name.
    [[nodiscard]] Line replace(const Line& line) const;
};

/// A <Macro> that was read.
struct Macro {
    std::string name;  // in lower case
    std::vector<std::string> parameters;
    Directive section;
    const Bindings* outer = nullptr;

    /// Of one use; there are as many values as parameters.
    [[nodiscard]] Bindings bind(const std::vector<std::string>& values) const;
};

}  // namespace tlslint::apache
