// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/upstream.hpp"

#include <cstdint>
#include <string_view>
#include <tuple>

namespace tlslint {

/// An address or name of the machine itself: loopback, a unix socket.
bool is_loopback(std::string_view host);
/// An address, not a name.
bool is_address(std::string_view host);
/// An address that the internet does not route: loopback, RFC 1918, RFC 4193, link-local,
/// RFC 6598.
bool is_private_address(std::string_view host);
/// A port that clients take for TLS from the first byte on.
bool is_tls_port(std::uint16_t port);
/// Another machine, as far as can be told: a name of one word may be a container beside this one.
bool is_remote(const Peer& peer);
/// What servers listen on that share an address, as a key.
using Address = std::tuple<std::string_view, std::uint16_t, std::string_view, Listen::Transport>;
inline Address address_of(const Listen& listen) {
    return {listen.address, listen.port, listen.path, listen.transport};
}
/// All of a target's machines are this one.
bool stays_here(const Target& target);

}  // namespace tlslint
