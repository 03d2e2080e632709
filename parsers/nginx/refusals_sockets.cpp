// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/refusals_sockets.hpp"

#include "parsers/nginx/defaults.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::nginx {

// Those of mail never may.
bool BoundSockets::shares_addresses() const {
    if (layer_ == Endpoint::Layer::http) return true;
    return layer_ == Endpoint::Layer::stream && knows_stream_names(version_);
}

void BoundSockets::add(std::size_t server, Directive listen, const ListenReading& reading,
                       Refusals& refusals) {
    for (const std::string& address : reading.addresses)
        bind(server, listen, reading, address, refusals);
}

void BoundSockets::bind(std::size_t server, Directive listen, const ListenReading& reading,
                        const std::string& address, Refusals& refusals) {
    const auto [place, is_new] =
        by_address_.try_emplace((reading.datagram ? "udp " : "") + address, sockets_.size());
    if (is_new) sockets_.push_back({.address = address, .default_server = server});
    Socket& socket = sockets_[place->second];
    // As nginx goes on: what it refuses first is all that it says of a statement.
    const auto refuse = [&](std::string message) {
        refusals.refuse(listen.span(), std::move(message));
    };
    const bool again = !socket.servers.empty() && socket.servers.back() == server;
    if (!is_new && !shares_addresses()) {
        refuse(fmt::format("duplicate \"{}\" address and port pair", address));
    } else if (again) {
        refuse(fmt::format("a duplicate listen {}", address));
    } else if (reading.has_options && socket.has_options) {
        refuse(fmt::format("duplicate listen options for {}", address));
    } else if (reading.default_server && socket.has_default) {
        refuse(fmt::format("a duplicate default server for {}", address));
    }
    if (!again) socket.servers.push_back(server);
    if (reading.default_server && !socket.has_default) socket.default_server = server;
    socket.has_default = socket.has_default || reading.default_server;
    socket.has_options = socket.has_options || reading.has_options;
    if ((reading.ssl || reading.quic) && !socket.ssl && !socket.quic)
        socket.first_tls = listen.span();
    socket.ssl = socket.ssl || reading.ssl;
    socket.quic = socket.quic || reading.quic;
}

void BoundSockets::add_implied(std::size_t server) {
    const std::string address = "0.0.0.0:80";
    const auto [place, is_new] = by_address_.try_emplace(address, sockets_.size());
    if (is_new) sockets_.push_back({.address = address, .default_server = server});
    sockets_[place->second].servers.push_back(server);
}

}  // namespace tlslint::nginx
