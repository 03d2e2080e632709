// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/ticket_keys.hpp"

#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace tlslint::haproxy {
namespace {

constexpr std::size_t aes128 = 48, aes256 = 80, keys_wanted = 3;

// Bytes that a line of base64 stands for.
std::optional<std::size_t> decoded_size(std::string_view line) {
    if (line.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && padding < line.size() && line[line.size() - 1 - padding] == '=')
        ++padding;
    const std::string_view digits = line.substr(0, line.size() - padding);
    const bool is_base64 = std::all_of(digits.begin(), digits.end(), [](char c) {
        return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '+'
               || c == '/';
    });
    const std::size_t size = line.size() / 4 * 3 - padding;
    return is_base64 && size <= aes256 ? std::optional(size) : std::nullopt;
}

// "" for a good file. Nothing is decoded: the keys' sizes tell (src/cfgparse-ssl.c,
// bind_parse_tls_ticket_keys).
std::string refusal_of(std::string_view text) {
    std::size_t first = 0;
    std::size_t count = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++count;
        const auto size = decoded_size(line);
        if (!size) return fmt::format("unable to decode base64 key on line {}", count);
        if (count == 1) first = *size;
        if ((*size != aes128 && *size != aes256) || *size != first)
            return fmt::format("wrong sized key on line {}", count);
    }
    if (count >= keys_wanted) return "";
    return fmt::format("please supply at least {} keys in the tls-tickets-file", keys_wanted);
}

}  // namespace

void check_ticket_keys(Model& model, const FileSystem& files, const FileReference& file) {
    constexpr std::size_t most_bytes = 64 * 1024;
    if (!file.opened || !file.is_there()) return;
    Result<std::string> text = files.read(std::string(file.deployed), most_bytes);
    if (!text) return;
    const std::string refusal = refusal_of(*text);
    x509::wipe(*text);
    if (!refusal.empty())
        model.remarks.push_back({Remark::Kind::ticket_key_refused,
                                 file.at,
                                 file.written,
                                 {},
                                 model.arena.keep(refusal)});
}

}  // namespace tlslint::haproxy
