// SPDX-License-Identifier: Apache-2.0
#include "audit/report/excerpt_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/secret_support.hpp"

#include <algorithm>

namespace tlslint::report {
namespace {

constexpr std::size_t tab_stop = 4;

/// Columns [begin, end).
struct Stretch {
    std::size_t begin, end;
};

std::size_t width_of(const std::vector<Glyph>& glyphs) {
    std::size_t width = 0;
    for (const Glyph& glyph : glyphs) width += glyph.columns;
    return width;
}

/// Where the carets stand: below each glyph that the place touches, below one column at least.
Stretch find_mark(const std::vector<Glyph>& glyphs, const Place& place) {
    const std::size_t begin = place.column > 0 ? place.column - 1 : 0;
    const bool ends_here = place.end_line <= place.line;
    Stretch mark{0, 0};
    std::size_t column = 0;
    for (const Glyph& glyph : glyphs) {
        if (glyph.end <= begin) mark.begin = column + glyph.columns;
        column += glyph.columns;
        if (!ends_here || glyph.begin + 1 < place.end_column) mark.end = column;
    }
    mark.end = std::max(mark.end, mark.begin + 1);
    return mark;
}

/// The part of a long line that is shown: from its begin when the mark is near it, else with the
/// mark in the middle.
std::size_t first_shown(std::size_t width, std::size_t room, const Stretch& mark) {
    if (width <= room || mark.end < room) return 0;
    const std::size_t inner = room - 2;  // an ellipsis at either end
    const std::size_t marked = std::min(mark.end - mark.begin, inner);
    const std::size_t context = std::min(mark.begin, (inner - marked) / 2);
    return std::min(mark.begin - context, width - std::min(width, room - 1));
}

std::string_view without_trailing_blanks(std::string_view line) {
    return line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
}

}  // namespace

std::vector<Glyph> safe_excerpt(std::string_view line) {
    std::vector<Glyph> glyphs;
    const std::vector<Secret> secrets = find_secrets(line);
    auto secret = secrets.begin();
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size(); at = glyphs.back().end) {
        Glyph glyph{at, at, 0, {}};
        if (secret != secrets.end() && secret->begin == at) {
            glyph.end = secret->end;
            glyph.text = (secret++)->label;
        } else {
            glyph.end = at + decode(line, at).bytes;
            glyph.text = line[at] == '\t' ? std::string(tab_stop - column % tab_stop, ' ')
                                          : printable(line.substr(at, glyph.end - at));
        }
        glyph.columns = columns(glyph.text);
        column += glyph.columns;
        glyphs.push_back(std::move(glyph));
    }
    return glyphs;
}

Excerpt make_excerpt(const Place& place, std::size_t room) {
    const std::vector<Glyph> glyphs = safe_excerpt(without_trailing_blanks(place.source));
    const std::size_t width = width_of(glyphs);
    const Stretch mark = find_mark(glyphs, place);
    const std::size_t first = first_shown(width, room, mark);
    const std::string_view ellipsis = "…";

    Excerpt excerpt{.line = {}, .indent = {}, .carets = {}, .whole = width <= room};
    if (first > 0) excerpt.line = ellipsis;
    std::size_t shown = first > 0 ? 1 : 0;  // columns of excerpt.line
    std::size_t skipped = 0;                // columns left out at its begin
    std::size_t column = 0;
    for (const Glyph& glyph : glyphs) {
        const std::size_t end = column + glyph.columns;
        if (column < first) {
            skipped = end;
        } else if (shown + glyph.columns + (end < width ? 1 : 0) <= room) {
            excerpt.line += glyph.text;
            shown += glyph.columns;
        } else {
            excerpt.line += ellipsis;
            ++shown;
            break;
        }
        column = end;
    }
    const std::size_t offset = mark.begin - skipped + (first > 0 ? 1 : 0);
    excerpt.indent.assign(offset, ' ');
    const std::size_t limit =
        std::max(shown, offset + 1);  // one past the line where the place is its end
    excerpt.carets.assign(std::min(mark.end - mark.begin, limit - offset), '^');
    return excerpt;
}

}  // namespace tlslint::report
