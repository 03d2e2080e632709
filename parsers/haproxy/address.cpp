// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/address.hpp"

#include "parsers/haproxy/tls_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tlslint::haproxy {
namespace {

constexpr int most_ports = 64;  // of one range: the others are like them

struct Text {
    std::string_view family;  // "quic4", "unix", "" where none is written
    std::string_view rest;
};

Text split_family(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || text.starts_with('/')) return {"", text};
    Text result{text.substr(0, at), text.substr(at + 1)};
    if (const std::size_t plus = result.family.find('+'); plus != std::string_view::npos) {
        if (result.family.starts_with("quic"))
            result.family = "quic";
        else
            result.family.remove_prefix(plus + 1);
    }
    return result;
}

bool is_local(const Text& text) {
    return text.rest.starts_with('/') || text.family == "unix" || text.family == "uxst"
           || text.family == "uxdg" || text.family.starts_with("abns") || text.family == "fd"
           || text.family == "sockpair";
}

int number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= 65535
               ? value
               : -1;
}

std::string_view without_brackets(std::string_view host) {
    return host.size() > 1 && host.front() == '[' && host.back() == ']'
               ? host.substr(1, host.size() - 2)
               : host;
}

void add(Model& model, std::string_view written, Span at, std::vector<Listen>& listens) {
    const Text text = split_family(written);
    Listen listen{.at = at};
    if (is_local(text)) {
        listen.transport = Listen::Transport::local;
        listen.path = model.arena.keep(text.rest);
        listens.push_back(listen);
        return;
    }
    if (text.family.starts_with("quic"))
        listen.transport = Listen::Transport::quic;
    else if (text.family.starts_with("udp"))
        listen.transport = Listen::Transport::udp;
    const std::size_t colon = text.rest.rfind(':');
    std::string_view host =
        without_brackets(text.rest.substr(0, std::min(colon, text.rest.size())));
    const std::string_view ports =
        colon == std::string_view::npos ? std::string_view() : text.rest.substr(colon + 1);
    const bool v6 = text.family.ends_with('6');
    if (host.empty() || host == "*") host = v6 ? "::" : "0.0.0.0";
    listen.address = model.arena.keep(host);
    const std::size_t dash = ports.find('-');
    const int first = number(ports.substr(0, std::min(dash, ports.size())));
    const int last = dash == std::string_view::npos ? first : number(ports.substr(dash + 1));
    if (first < 0 || last < first) {
        listen.is_known = false;
        listens.push_back(listen);
        return;
    }
    for (int port = first; port <= last && port < first + most_ports; ++port) {
        listen.port = static_cast<std::uint16_t>(port);
        listens.push_back(listen);
    }
}

}  // namespace

std::vector<Listen> listens_of(Model& model, const Word& word, Span at) {
    std::vector<Listen> listens;
    if (is_open(model, word)) {
        listens.push_back({.is_known = false, .at = at});
        return listens;
    }
    std::string_view rest = word.text;
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        add(model, rest.substr(0, comma), at, listens);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return listens;
}

ServerAddress server_address(Model& model, const Word& word) {
    if (is_open(model, word)) return {};
    const Text text = split_family(word.text);
    if (is_local(text)) {
        const std::string_view path =
            text.rest.substr(0, std::min(text.rest.find(':', 1), text.rest.size()));
        return {.host = model.arena.keep(fmt::format("unix:{}", path))};
    }
    const std::size_t colon = text.rest.rfind(':');
    const bool bare_v6 = colon != std::string_view::npos && text.rest.find(':') != colon
                         && !text.rest.starts_with('[') && colon + 1 < text.rest.size()
                         && text.rest.substr(0, colon).ends_with(':');
    if (colon == std::string_view::npos || bare_v6 || text.rest.ends_with(']'))
        return {.host = without_brackets(text.rest)};
    const int port = number(text.rest.substr(colon + 1));
    return {.host = without_brackets(text.rest.substr(0, colon)),
            .port = static_cast<std::uint16_t>(std::max(port, 0))};
}

}  // namespace tlslint::haproxy
