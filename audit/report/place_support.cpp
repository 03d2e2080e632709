// SPDX-License-Identifier: Apache-2.0
#include "audit/report/place_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>

namespace tlslint::report {
namespace {

/// The column of a byte of a line; past its end, too, as if the line went on.
std::uint32_t utf16_column(std::string_view line, std::uint32_t byte_column) {
    const std::size_t wanted = byte_column - 1;
    std::size_t units = 0;
    std::size_t at = 0;
    while (at < std::min(wanted, line.size())) {
        const CodePoint point = decode(line, at);
        at += point.bytes;
        units += point.value > 0xFFFF ? 2 : 1;
    }
    return static_cast<std::uint32_t>(1 + units + (wanted > at ? wanted - at : 0));
}

}  // namespace

Columns utf16_columns(const Place& place) {
    if (place.column == 0) return {};
    if (place.source.empty() && place.column > 1) return {};
    Columns columns{.begin = utf16_column(place.source, place.column)};
    if (place.end_line == place.line && place.end_column >= place.column && !place.source.empty())
        columns.end = utf16_column(place.source, place.end_column);
    return columns;
}

std::string plain_path(const std::string& path) {
    return std::filesystem::path(path).lexically_normal().string();
}

std::string path_to_uri(const std::string& path) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-._~/";
    const std::string normal = plain_path(path);
    std::string uri = normal.starts_with('/') ? "file://" : "";
    for (const char c : normal) {
        if (plain.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return uri;
}

std::vector<const Item*> worst_first(const Document& document) {
    std::vector<const Item*> items;
    for (const Item& item : document.items) {
        if (!item.suppression) items.push_back(&item);
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const Item* a, const Item* b) { return a->severity > b->severity; });
    return items;
}

std::vector<FileItems> by_file(const Document& document) {
    std::vector<FileItems> files;
    std::unordered_map<std::string, std::size_t> index;
    for (const Item& item : document.items) {
        std::string name = item.place ? printable(plain_path(item.place->file)) : location(item);
        const auto [entry, is_new] = index.try_emplace(name, files.size());
        if (is_new) files.push_back({std::move(name), {}});
        files[entry->second].items.push_back(&item);
    }
    return files;
}

std::map<std::string_view, const RuleInfo*> rules_of(const std::vector<const Item*>& items) {
    std::map<std::string_view, const RuleInfo*> rules;
    for (const Item* item : items) rules.emplace(item->rule->name, item->rule.get());
    return rules;
}

std::string sentences(const Item& item) {
    std::string text = item.message + ".";
    if (!item.names.empty()) {
        text += " In force for " + item.names.front();
        if (item.names.size() > 1) text += fmt::format(" and {} more", item.names.size() - 1);
        text += ".";
    }
    if (!item.remedy().empty()) text += " " + item.remedy();
    return text;
}

}  // namespace tlslint::report
