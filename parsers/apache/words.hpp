// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tlslint::apache {

/// A word of a line as ap_getword_conf cuts it out.
struct WordAt {
    std::size_t begin = 0;
    std::size_t end = 0;   // quotes included
    bool quoted = false;   // it begins with a quote, special there only
    bool escaped = false;  // a backslash in it is undone
    bool closed = true;    // its closing quote stands before the end of the line
};

/// The next word of `line` from `at` on, which is then behind it; nothing at the end of the line.
[[nodiscard]] std::optional<WordAt> next_word(std::string_view line, std::size_t& at);
/// What httpd sees of it.
[[nodiscard]] std::string_view content(std::string_view line, const WordAt& word);
/// The same with its escapes undone.
[[nodiscard]] std::string unescaped(std::string_view line, const WordAt& word);

}  // namespace tlslint::apache
