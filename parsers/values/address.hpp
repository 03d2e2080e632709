// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint {

/// An address to listen on or connect to, as every server writes it: HOST, PORT, HOST:PORT,
/// [V6]:PORT, *:PORT.
struct Address {
    std::string_view host;        // without brackets; "*" for any; "" where only a port is written
    bool bracketed = false;       // an IPv6 literal
    std::uint16_t port = 0;       // 0: none is written
    std::uint16_t last_port = 0;  // of a range; = port otherwise
    friend bool operator==(const Address&, const Address&) = default;
};

/// Nothing for what is no address; ports are 1 to 65535. Views `text`.
std::optional<Address> parse_address(std::string_view text);

}  // namespace tlslint
