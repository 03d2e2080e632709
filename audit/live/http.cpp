// SPDX-License-Identifier: Apache-2.0
#include "audit/live/http.hpp"

#include "audit/live/target.hpp"
#include "audit/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tlslint::live {
namespace {

constexpr std::size_t most_fields = 200;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string_view next_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(line);
}

}  // namespace

std::string head_request(std::string_view host, std::string_view path) {
    return fmt::format("HEAD {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tlslint/{}\r\n"
                       "Accept-Encoding: gzip, br\r\nConnection: close\r\n\r\n",
                       path, in_url(host), version);
}

std::string HttpHead::first(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& field) { return field.first == name; });
    return found == fields.end() ? "" : found->second;
}

std::optional<HttpHead> read_head(std::string_view text) {
    text = text.substr(0, longest_head);
    const std::string_view first = next_line(text);
    HttpHead head;
    if (!first.starts_with("HTTP/1.") || first.size() < 12) return std::nullopt;
    const char* const digits = first.data() + 9;
    const auto [end, error] = std::from_chars(digits, digits + 3, head.status);
    if (error != std::errc() || end != digits + 3) return std::nullopt;
    while (!text.empty() && head.fields.size() < most_fields) {
        const std::string_view line = next_line(text);
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        if (colon == line.npos) continue;
        head.fields.emplace_back(lower(line.substr(0, colon)),
                                 std::string(trimmed(line.substr(colon + 1))));
    }
    return head;
}

}  // namespace tlslint::live
