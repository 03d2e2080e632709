// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Input bytes made harmless for a terminal.
namespace tlslint::report {

/// The code point that starts at an offset, or the one byte there that begins no valid UTF-8.
struct CodePoint {
    char32_t value;
    std::size_t bytes;
    bool valid;
};

CodePoint decode(std::string_view text, std::size_t at);

/// The printable ASCII that starts at an offset: most text is nothing else.
std::string_view plain_run(std::string_view text, std::size_t at);

/// Acts on the terminal, cannot be seen, reorders its neighbours, or passes for a plain blank.
bool is_hidden(char32_t value);

/// The text on one line, without any byte or code point that a terminal would obey or not show:
/// those are spelled `\x1b`, `\u{202e}`. Names and paths are printed with this; what quotes the
/// input needs `safe_text`.
std::string printable(std::string_view text);

/// Columns on a terminal, of printable text.
std::size_t columns(std::string_view text);

}  // namespace tlslint::report
