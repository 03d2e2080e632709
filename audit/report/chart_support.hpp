// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::report {

/// What a part of a picture means; the style sheet knows its colours in light and dark.
enum class Tone : std::uint8_t { neutral, error, warning, info, good, faint };
/// The style sheet's class.
std::string_view class_of(Tone tone);

/// A chart for a page: a bar or a column for each row, in parts for each series.
struct Chart {
    enum class Kind : std::uint8_t { bars, columns };
    Kind kind = Kind::bars;
    std::string title, about;
    struct Series {
        std::string name;
        Tone tone = Tone::neutral;
    };
    std::vector<Series> series;
    struct Row {
        std::string label;
        std::vector<std::size_t> values;  // one for each series
        std::string note;                 // behind the bar, in place of the sum
    };
    std::vector<Row> rows;
    std::string field;  // of the findings, which a click on a label selects by; "" for none
};

/// HTML with inline SVG: sizes in per cent, so that it fits any width and text keeps its size.
/// Nothing in it depends on a script.
std::string draw(const Chart& chart);

/// Text between tags or in a quoted attribute. What cannot be seen is spelled out.
std::string html_text(std::string_view text);

}  // namespace tlslint::report
