// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// What the eye should find in a card.
enum class Tone : std::uint8_t {
    plain,
    faint,    // where something comes from
    notable,  // unknown, lost, overruled, obsolete
    wrong     // nothing works
};

/// Where a value comes from: "default server's, snippets/tls.conf:3".
struct CardSource {
    std::string owner{};   // "default of nginx 1.22.1", "default server's"
    std::string place{};   // "snippets/tls.conf:3"
    std::size_t more = 0;  // other places that say the same elsewhere

    [[nodiscard]] std::string text() const;
};

/// A value and its source. All texts are printable.
struct CardLine {
    std::string value;
    CardSource source{};
    Tone tone = Tone::plain;
};

struct CardRow {
    std::string label;
    std::vector<CardLine> lines;
};

/// A name with what is known of it.
struct Card {
    std::string title;
    std::string subtitle;  // at the right of the title, or below it
    std::string place;
    std::vector<CardRow> rows;
};

/// How to set text: in how many columns, and whether in colours.
struct CardStyle {
    bool colour = false;
    std::size_t width = 80;

    /// Columns that a value may have on its line.
    [[nodiscard]] std::size_t room() const;
};

/// The text with or without the colours of its tone.
std::string paint(const CardStyle& style, Tone tone, std::string_view text);
std::string print_bold(const CardStyle& style, std::string_view text);

/// As many names as fit into so many columns, and how many others there are: "A B … 7 more".
std::string fit_names(const std::vector<std::string>& names, std::size_t room);

std::string print(const Card& card, const CardStyle& style);

}  // namespace tlslint
