// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/refusals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tlslint::haproxy {
namespace {

// From 1 on, no zeros in front.
std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.front() == '0'
        || value < 1)
        return std::nullopt;
    return value;
}

bool has_name(const ServerLine& server, std::string_view name) {
    if (server.last == 0) return server.name == name;
    if (!name.starts_with(server.name)) return false;
    const auto number = number_in(name.substr(server.name.size()));
    return number && *number >= server.first && *number <= server.last;
}

}  // namespace

std::optional<std::pair<int, int>> template_range(std::string_view text) {
    const std::size_t dash = std::min(text.find('-'), text.size());
    const auto first = number_in(text.substr(0, dash));
    if (dash == text.size()) return first ? std::optional(std::pair(1, *first)) : std::nullopt;
    const auto last = number_in(text.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    return std::pair(*first, *last);
}

std::optional<Refusal> refuse_server(const Proxy& proxy, Directive line, bool no_quic) {
    const std::string_view name = line.name().text;
    const std::vector<Word> words = words_of(line);
    const bool pattern = name == "server-template";
    if (words.size() < (pattern ? 3 : 2))
        return Refusal{line.name().span,
                       pattern ? "'server-template' expects <prefix> <nb | range> <addr>[:<port>] "
                                 "as arguments."
                               : "'server' expects <name> and <addr>[:<port>] as arguments."};
    const auto bad = std::find_if_not(words[0].text.begin(), words[0].text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || c == '_' || c == '-' || c == '.' || c == ':';
    });
    if (bad != words[0].text.end())
        return Refusal{words[0].span, fmt::format("character '{}' is not permitted in server name "
                                                  "'{}'.",
                                                  *bad, words[0].text)};
    const std::string_view address = words[pattern ? 2 : 1].text;
    if (address.starts_with("quic") && address.find('@') != std::string_view::npos && no_quic)
        return Refusal{words[pattern ? 2 : 1].span,
                       fmt::format("'server {}/{}' : unsupported stream protocol for datagram "
                                   "family 2 address '{}'; QUIC is not compiled in if this is what "
                                   "you were looking for.",
                                   proxy.name, words[0].text, address)};
    const auto range = pattern ? template_range(words[1].text) : std::pair(0, 0);
    if (!range)
        return Refusal{words[1].span, fmt::format("Wrong server-template number or range arg '{}'.",
                                                  words[1].text)};
    for (int i = range->first; i <= range->second && i - range->first < 1000; ++i) {
        const std::string own =
            pattern ? fmt::format("{}{}", words[0].text, i) : std::string(words[0].text);
        if (std::any_of(proxy.servers.begin(), proxy.servers.end(),
                        [&](const ServerLine& server) { return has_name(server, own); }))
            return Refusal{words[0].span,
                           fmt::format("{} '{}', another server named '{}' was already defined, "
                                       "please use distinct names.",
                                       proxy.keyword == "listen" ? "proxy" : proxy.keyword,
                                       proxy.name, own)};
    }
    return std::nullopt;
}

}  // namespace tlslint::haproxy
