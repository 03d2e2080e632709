// SPDX-License-Identifier: Apache-2.0
#include "audit/report/escape_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace tlslint::report {
namespace {

struct Range {
    char32_t first, last;
};

// Unicode 15: general categories Cc, Cf, Zl, Zp and Zs without U+0020,
// Default_Ignorable_Code_Point, noncharacters (UnicodeData.txt, DerivedCoreProperties.txt), and the
// braille blank. Prepended marks (Arabic, Kaithi) stay: visible.
constexpr Range hidden[] = {
    {0x0000, 0x001F},   {0x007F, 0x00A0},   {0x00AD, 0x00AD},   {0x034F, 0x034F},
    {0x061C, 0x061C},   {0x115F, 0x1160},   {0x1680, 0x1680},   {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F},   {0x205F, 0x206F},
    {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},   {0xFDD0, 0xFDEF},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0xFFFE, 0xFFFF},   {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
};

// Two columns: East_Asian_Width W and F, by block (EastAsianWidth.txt).
constexpr Range wide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
};

// No column of their own: the blocks of combining marks.
constexpr Range combining[] = {
    {0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
};

bool contains(std::span<const Range> table, char32_t value) {
    const auto it = std::partition_point(table.begin(), table.end(),
                                         [&](const Range& range) { return range.last < value; });
    return it != table.end() && it->first <= value;
}

bool is_plain(char c) {
    return c >= 0x20 && c < 0x7F;
}

}  // namespace

CodePoint decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char lead = byte(0);
    const CodePoint stray{lead, 1, false};
    if (lead < 0x80) return {lead, 1, true};
    if (lead < 0xC2 || lead > 0xF4) return stray;
    const std::size_t bytes = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() - at < bytes) return stray;
    char32_t value = lead & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return stray;
        value = value << 6U | (byte(i) & 0x3FU);
    }
    constexpr char32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < shortest[bytes] || value > 0x10FFFF || surrogate) return stray;
    return {value, bytes, true};
}

std::string_view plain_run(std::string_view text, std::size_t at) {
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
    return {begin, std::find_if_not(begin, text.end(), is_plain)};
}

bool is_hidden(char32_t value) {
    return contains(hidden, value) || (value & 0xFFFEU) == 0xFFFE;  // the last two of each plane
}

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view run = plain_run(text, at);
        result += run;
        at += run.size();
        if (at == text.size()) break;
        const CodePoint point = decode(text, at);
        if (!point.valid || point.value < 0x80) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned>(point.value));
        } else if (is_hidden(point.value)) {
            result += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(point.value));
        } else {
            result += text.substr(at, point.bytes);
        }
        at += point.bytes;
    }
    return result;
}

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t run = plain_run(text, at).size();
        count += run;
        at += run;
        if (at == text.size()) break;
        const CodePoint point = decode(text, at);
        at += point.bytes;
        if (contains(combining, point.value)) continue;
        count += contains(wide, point.value) ? 2 : 1;
    }
    return count;
}

}  // namespace tlslint::report
