// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::report {

/// What a terminal shows for bytes [begin, end) of a source line: a character as it is, a tab as
/// blanks, the spelling of a byte that must not reach it, a label for what is secret.
struct Glyph {
    std::size_t begin, end;
    std::size_t columns;
    std::string text;
};

/// A source line as it may be shown: no private key, no control character.
std::vector<Glyph> safe_excerpt(std::string_view line);

/// A source line and the carets below it, starting at the same column.
struct Excerpt {
    std::string line;
    std::string indent;  // blanks before the carets
    std::string carets;
    bool whole;  // not a part of a longer line
};

/// The line of a place in at most so many columns; of a longer line the part around the place.
/// Empty without source.
Excerpt make_excerpt(const Place& place, std::size_t room);

}  // namespace tlslint::report
