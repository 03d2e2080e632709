// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"
#include "parsers/syntax/directive.hpp"

#include <string>
#include <string_view>

namespace tlslint::apache {

/// What an <IfVersion> comes to.
struct VersionTest {
    Truth truth = Truth::unknown;
    bool negated = false;
    std::string error;  // httpd's, or ""
};

/// `arguments`: the section's as written, its `>` included, as mod_version looks at it.
[[nodiscard]] VersionTest test_version(std::string_view arguments, const ServerVersion& version);

/// The argument of the other conditions: `!` in front of the first word, blanks between them or
/// not.
struct ConditionSubject {
    std::string text;
    bool negated = false;
};
[[nodiscard]] ConditionSubject condition_subject(std::string_view arguments);

[[nodiscard]] constexpr Truth negated(Truth truth) {
    return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

}  // namespace tlslint::apache
