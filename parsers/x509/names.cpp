// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/names.hpp"

#include "parsers/text/ascii.hpp"
#include "parsers/x509/gnutls.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace tlslint::x509 {
namespace {

// The usual text of an address, or empty: "2001:DB8::0:1" is "2001:db8::1".
std::string address_of(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const std::string text(host);
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> usual{};
    for (const int family : {AF_INET, AF_INET6}) {
        if (inet_pton(family, text.c_str(), bytes.data()) == 1
            && text.find('\0') == std::string::npos) {
            return inet_ntop(family, bytes.data(), usual.data(), usual.size());
        }
    }
    return {};
}

bool name_matches(std::string_view name, std::string_view host) {
    if (!name.starts_with("*.")) return !name.empty() && equal_ignoring_case(name, host);
    const std::string_view rest = name.substr(1);
    const std::size_t dot = host.find('.');
    return rest.find('.', 1) != std::string_view::npos && dot != std::string_view::npos && dot > 0
           && equal_ignoring_case(rest, host.substr(dot));
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

bool matches(std::span<const Name> names, std::string_view host) {
    const std::string address = address_of(host);
    if (!address.empty()) {
        return std::any_of(names.begin(), names.end(), [&](const Name& name) {
            return name.kind == Name::Kind::ip && name.text == address;
        });
    }
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::string ascii = ascii_name(host);
    return !ascii.empty() && std::any_of(names.begin(), names.end(), [&](const Name& name) {
        return name.kind == Name::Kind::dns && name_matches(name.text, ascii);
    });
}

std::string ascii_name(std::string_view host) {
    if (is_ascii(host)) return std::string(host);
    start_gnutls();
    Datum ascii;
    if (gnutls_idna_map(host.data(), static_cast<unsigned>(host.size()), ascii.out(), 0) < 0) {
        return {};
    }
    return std::string(text_of(ascii.bytes()));
}

}  // namespace tlslint::x509
