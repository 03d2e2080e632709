// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"

#include "parsers/text/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace tlslint {
namespace {

std::string_view bare(std::string_view host) {
    if (host.starts_with('[')) host = host.substr(1, host.find(']') - 1);
    return host;
}

// The second number of a dotted address; -1 if there is none.
int second_number(std::string_view host) {
    const std::size_t dot = host.find('.');
    int number = -1;
    if (dot != std::string_view::npos)
        std::from_chars(host.data() + dot + 1, host.data() + host.size(), number);
    return number;
}

}  // namespace

bool is_address(std::string_view host) {
    if (host.find(':') != std::string_view::npos) return !host.starts_with("unix:");
    return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_tls_port(std::uint16_t port) {
    constexpr std::uint16_t ports[] = {443, 465, 636, 993, 995, 8443};
    return std::find(std::begin(ports), std::end(ports), port) != std::end(ports);
}

bool is_loopback(std::string_view host) {
    host = bare(host);
    return host.starts_with("unix:") || equal_ignoring_case(host, "localhost") || host == "::1"
           || (is_address(host) && host.starts_with("127."));
}

bool is_private_address(std::string_view host) {
    host = bare(host);
    if (is_loopback(host)) return true;
    if (!is_address(host)) return false;
    if (host.find(':') != std::string_view::npos) {
        const auto starts = [&](std::string_view prefix) {
            return equal_ignoring_case(host.substr(0, prefix.size()), prefix);
        };
        return starts("fc") || starts("fd") || starts("fe8") || starts("fe9") || starts("fea")
               || starts("feb");
    }
    const int second = second_number(host);
    return host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("169.254.")
           || (host.starts_with("172.") && second >= 16 && second <= 31)
           || (host.starts_with("100.") && second >= 64 && second <= 127);
}

bool is_remote(const Peer& peer) {
    if (peer.host.empty() || is_loopback(peer.host)) return false;
    return is_address(peer.host) || peer.host.find('.') != std::string_view::npos;
}

bool stays_here(const Target& target) {
    return !target.peers.empty()
           && std::all_of(target.peers.begin(), target.peers.end(),
                          [](const Peer& peer) { return is_loopback(peer.host); });
}

}  // namespace tlslint
