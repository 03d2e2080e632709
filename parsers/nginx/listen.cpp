// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/listen.hpp"

#include "parsers/nginx/include.hpp"
#include "parsers/nginx/refusals_listen.hpp"
#include "parsers/values/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace tlslint::nginx {
namespace {

std::uint16_t default_port(Endpoint::Layer layer) {
    return layer == Endpoint::Layer::http ? 80 : 0;
}

constexpr int most_ports = 1024;  // of one range

void read(Model& model, Directive directive, Endpoint::Layer layer,
          std::vector<ListenStatement>& into) {
    Arena& arena = model.arena;
    ListenStatement& statement = into.emplace_back();
    Listen& listen = statement.listen;
    listen.at = directive.span();
    const Words args = directive.args();
    for (std::size_t i = 1; i < args.size(); ++i) {
        std::string_view word = args[i].text;
        if (has_placeholder(word)) {
            // "ssl{{ ' proxy_protocol' if … }}" says ssl whatever the template makes of the rest.
            word = word.substr(0, word.find_first_of("{<@$"));
            if (word.empty()) statement.known = false;
        }
        if (word == "ssl") statement.ssl = true;
        if (word == "http2") statement.http2 = true;
        if (word == "quic") listen.transport = Listen::Transport::quic;
        if (word == "proxy_protocol") listen.behind_proxy = true;
        if (word == "udp") listen.transport = Listen::Transport::udp;
        if (word == "default_server" || word == "default") statement.default_server = true;
    }
    const bool is_fixed = std::none_of(args.begin(), args.end(), [](const Word& word) {
        return is_variable(word.text) || has_placeholder(word.text);
    });
    // The release that brings QUIC takes the word; before that there is no endpoint at all.
    if (is_fixed && args.size() > 0 && listen.transport != Listen::Transport::quic
        && read_listen(args, layer, model.facts.server).refused) {
        statement.known = false;
        statement.refused = true;
    }
    std::string_view text = args.empty() ? std::string_view() : args[0].text;
    if (text.starts_with("unix:")) {
        listen.transport = Listen::Transport::local;
        listen.path = arena.keep(text.substr(5));
        return;
    }
    const auto address = parse_address(text);
    if (!address || has_placeholder(text)) {
        statement.known = false;
        listen.address = arena.keep(text);
        return;
    }
    // nginx shows the wildcard as what the socket is bound to.
    listen.address = address->host.empty() || address->host == "*" ? std::string_view("0.0.0.0")
                                                                   : arena.keep(address->host);
    listen.port = address->port != 0 ? address->port : default_port(layer);
    const int last = std::min<int>(address->last_port, listen.port + most_ports);
    for (int port = listen.port + 1; port <= last; ++port) {
        ListenStatement next = into.back();
        next.listen.port = static_cast<std::uint16_t>(port);
        into.push_back(next);
    }
}

}  // namespace

std::vector<ListenStatement> listens_of(Model& model, const Scope& server, Endpoint::Layer layer,
                                        bool open, Span block) {
    std::vector<ListenStatement> found;
    for (const Directive directive : server.own("listen")) read(model, directive, layer, found);
    if (!found.empty()) return found;
    // stream and mail refuse a server without listen; a file that could not be read may have one.
    const bool everywhere = layer == Endpoint::Layer::http && !open && !server.has_own_gaps();
    ListenStatement implied{.known = everywhere};
    implied.listen.at = block;
    if (everywhere) implied.listen.address = "0.0.0.0";
    if (everywhere) implied.listen.port = 80;
    return {implied};
}

std::string socket_of(const Listen& listen) {
    switch (listen.transport) {
    case Listen::Transport::local: return fmt::format("unix:{}", listen.path);
    case Listen::Transport::quic:
    case Listen::Transport::udp: return fmt::format("udp {}:{}", listen.address, listen.port);
    case Listen::Transport::tcp: break;
    }
    return fmt::format("tcp {}:{}", listen.address, listen.port);
}

}  // namespace tlslint::nginx
