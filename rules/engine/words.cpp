// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/words.hpp"

#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint {

std::string_view unquoted(std::string_view word) {
    const bool quoted = word.size() > 1 && (word.front() == '"' || word.front() == '\'')
                        && word.back() == word.front();
    return quoted ? word.substr(1, word.size() - 2) : word;
}

std::string in_words(const std::vector<std::string_view>& items) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
        text += items[i];
    }
    return text;
}

std::string abridged(const std::vector<std::string_view>& items) {
    constexpr std::size_t shown = 3;
    if (items.size() <= shown + 1) return in_words(items);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) text += fmt::format("{}{}", i ? ", " : "", items[i]);
    return text + fmt::format(" and {} more", items.size() - shown);
}

std::string in_words(openssl::ProtocolSet versions) {
    std::vector<std::string_view> names;
    for (const openssl::Protocol version : versions) names.push_back(name(version));
    return in_words(names);
}

bool names_one_of(openssl::ProtocolSet versions, std::string_view word) {
    return std::any_of(versions.begin(), versions.end(), [&](openssl::Protocol version) {
        return equal_ignoring_case(word, name(version));
    });
}

}  // namespace tlslint
