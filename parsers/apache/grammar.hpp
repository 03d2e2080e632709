// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/syntax/directive.hpp"

#include <string_view>

namespace tlslint::apache {

/// Reads one file's text as httpd's reader does, but for what depends on more than the file:
/// variables stay as written, conditions and macros are blocks like any other section, and the
/// rules by which a condition ends are the reading's business. Problems are those that every
/// reading meets. Nothing is in force before a reading says so.
SyntaxTree parse(FileId file, std::string_view text);

/// <IfModule>, <IfDefine> … by their name in lower case: sections that are gone once the
/// configuration is read.
[[nodiscard]] bool is_condition(std::string_view name);

}  // namespace tlslint::apache
