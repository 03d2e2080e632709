// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/range.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tlslint::openssl {

/// isspace() of the C locale.
[[nodiscard]] constexpr bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The items of a list with blanks around them taken off, as CONF_parse_list of
/// crypto/conf/conf_mod.c hands them out; an item may be empty. A text has always at least one.
[[nodiscard]] inline std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> items;
    while (true) {
        const std::size_t end = std::min(text.find(separator), text.size());
        std::string_view item = text.substr(0, end);
        while (!item.empty() && is_space(item.front())) item.remove_prefix(1);
        while (!item.empty() && is_space(item.back())) item.remove_suffix(1);
        items.push_back(item);
        if (end == text.size()) return items;
        text.remove_prefix(end + 1);
    }
}

/// Where `part`, a view of `text`, stands in it.
[[nodiscard]] inline Range range_in(std::string_view text, std::string_view part) {
    const auto begin = static_cast<std::uint32_t>(part.data() - text.data());
    return {begin, begin + static_cast<std::uint32_t>(part.size())};
}

/// ASCII letters only, whatever the locale.
[[nodiscard]] constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] inline bool equal_without_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace tlslint::openssl
