// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/card_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint {
namespace {

using report::columns;

constexpr std::size_t indent = 2;
constexpr std::size_t value_column = 18;
constexpr std::size_t least_value = 22;     // columns between a value's start and its source's
constexpr std::size_t narrow = 72;          // below, sources stand on lines of their own
constexpr std::size_t narrowest_room = 20;  // however narrow the terminal

std::string blanks(std::size_t count) {
    return std::string(count, ' ');
}

// Where sources start: behind values that leave room for them, and on lines of their own.
struct SourceColumns {
    std::size_t behind = 0;
    std::size_t below = 0;
};

SourceColumns source_columns(const Card& card, std::size_t width) {
    const std::size_t leftmost = value_column + least_value;
    const std::size_t rightmost = std::max(leftmost, width / 2 + 4);
    std::size_t usual = 0;    // the longest that fits behind a short value
    std::size_t longest = 0;  // of all
    for (const CardRow& row : card.rows) {
        for (const CardLine& line : row.lines) {
            const std::size_t size = columns(line.source.text());
            if (leftmost + size <= width) usual = std::max(usual, size);
            longest = std::max(longest, std::min(size, width));
        }
    }
    const std::size_t behind = std::clamp(width - usual, leftmost, rightmost);
    if (width < narrow) return {behind, value_column + indent};
    return {behind, std::clamp(width - longest, value_column + indent, behind)};
}

class Printer {
  public:
    Printer(const Card& card, const CardStyle& style)
        : card_(card), style_(style), source_columns_(source_columns(card, style.width)) {}

    std::string run() {
        print_head();
        for (const CardRow& row : card_.rows) {
            std::string_view label = row.label;
            for (const CardLine& line : row.lines) {
                print_line(label, line);
                label = "";
            }
        }
        return std::move(text_);
    }

  private:
    void print_head() {
        std::size_t used = 0;
        for (const std::string& line : report::wrap(card_.title, style_.width)) {
            if (used > 0) text_ += '\n';
            text_ += print_bold(style_, line);
            used = columns(line);
        }
        const std::size_t size = columns(card_.subtitle);
        if (size > 0 && used + 2 + size <= style_.width) {
            const std::size_t column =
                std::max(used + 2, std::min(source_columns_.behind, style_.width - size));
            text_ += blanks(column - used) + card_.subtitle;
        } else if (size > 0) {
            text_ += '\n';
            text_ += report::paragraph(blanks(indent), card_.subtitle, style_.width);
            text_.pop_back();
        }
        text_ += '\n';
        if (!card_.place.empty())
            text_ += blanks(indent) + paint(style_, Tone::faint, card_.place) + '\n';
    }

    void print_line(std::string_view label, const CardLine& line) {
        const std::string head =
            fmt::format("{}{:<{}}", blanks(indent), label, value_column - indent);
        text_ += head;
        std::size_t used = value_column;
        bool first = true;
        for (const std::string& part : report::wrap(line.value, style_.room())) {
            if (!first) text_ += '\n' + blanks(value_column);
            first = false;
            text_ += paint(style_, line.tone, part);
            used = value_column + columns(part);
        }
        if (line.value.empty()) used = value_column;
        print_source(line.source.text(), used);
        text_ += '\n';
    }

    // Behind the value where it fits, else on the next line.
    void print_source(std::string_view source, std::size_t used) {
        const std::size_t size = columns(source);
        if (size == 0) return;
        const std::size_t width = style_.width;
        const std::size_t from = used == value_column ? used : used + 2;
        if ((width >= narrow || used == value_column) && from + size <= width) {
            const std::size_t column =
                std::max(from, std::min(source_columns_.behind, width - size));
            text_ += blanks(column - used);
        } else {
            const bool fits = source_columns_.below + size <= width;
            text_ += '\n' + blanks(fits ? source_columns_.below : value_column);
        }
        text_ += paint(style_, Tone::faint, source);
    }

    const Card& card_;
    const CardStyle& style_;
    SourceColumns source_columns_;
    std::string text_;
};

}  // namespace

std::string CardSource::text() const {
    std::string text = owner;
    if (!place.empty()) text += (text.empty() ? "" : ", ") + place;
    if (more > 0) text += fmt::format(" and {} more", more);
    return text;
}

std::size_t CardStyle::room() const {
    return std::max(width, value_column + narrowest_room) - value_column;
}

std::string paint(const CardStyle& style, Tone tone, std::string_view text) {
    if (!style.colour) return std::string(text);
    switch (tone) {
    case Tone::plain: return std::string(text);
    case Tone::faint: return fmt::format("\x1b[2m{}\x1b[0m", text);
    case Tone::notable: return fmt::format("\x1b[33m{}\x1b[0m", text);
    case Tone::wrong: return fmt::format("\x1b[1;31m{}\x1b[0m", text);
    }
    return std::string(text);
}

std::string print_bold(const CardStyle& style, std::string_view text) {
    return style.colour ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::string fit_names(const std::vector<std::string>& names, std::size_t room) {
    const auto rest = [&](std::size_t shown) {
        return shown == names.size() ? std::string()
                                     : fmt::format(" … {} more", names.size() - shown);
    };
    std::string text;
    std::size_t used = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::size_t size = columns(names[i]) + (i > 0 ? 1 : 0);
        if (i > 0 && used + size + columns(rest(i + 1)) > room) return text + rest(i);
        if (i > 0) text += ' ';
        text += names[i];
        used += size;
    }
    return text;
}

std::string print(const Card& card, const CardStyle& style) {
    return Printer(card, style).run();
}

}  // namespace tlslint
