// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::live {

/// A host, by name or address, and a port.
struct Place {
    std::string host;  // without brackets
    std::uint16_t port = 0;
    friend bool operator==(const Place&, const Place&) = default;
};
/// "example.com", "[2001:db8::1]": as URLs and Host fields have it (RFC 3986 3.2.2).
[[nodiscard]] std::string in_url(std::string_view host);
/// "example.com:443", "[2001:db8::1]:443".
[[nodiscard]] std::string name(const Place& place);

/// Reads "host", "host:port", "[v6]:port" or an address alone; 0 for `port`: it has to be given.
[[nodiscard]] Result<Place> parse_place(std::string_view text, std::uint16_t port);

/// Protocols whose connections begin in the clear and change to TLS.
enum class StartProtocol : std::uint8_t {
    none,
    smtp,
    imap,
    pop3,
    ftp,
    ldap,
    postgres,
    mysql,
    xmpp,
    sieve
};
/// As `--starttls` takes it: "smtp"; "" for none.
[[nodiscard]] std::string_view name(StartProtocol protocol);
[[nodiscard]] std::optional<StartProtocol> parse_start_protocol(std::string_view text);

/// What is examined (live.md 1).
struct Target {
    std::string text;  // as given
    Place place;       // that it names
    StartProtocol starttls = StartProtocol::none;
    bool is_http = false;
    std::string path = "/";
    /// Where to connect instead of resolving the name: its addresses, the first one first.
    std::vector<Place> connects{};
    std::string server_name;   // sent (SNI), as ASCII; empty: none
    std::string checked_name;  // that the certificate has to match: a name or an address

    [[nodiscard]] std::vector<Place> destinations() const {
        return connects.empty() ? std::vector{place} : connects;
    }
};

/// The options that say more about targets.
struct TargetOptions {
    std::string sni;  // empty: the host
    bool no_sni = false;
    std::string starttls;               // empty: as the scheme says
    std::vector<std::string> connects;  // "ADDR:PORT" or "NAME=ADDR:PORT"; several of a name
                                        // are its addresses
};

/// Reads `host`, `host:port`, `[v6]:port`, `https://host/path`, `smtp://host` …, or says what is
/// wrong.
[[nodiscard]] Result<Target> parse_target(std::string_view text, const TargetOptions& options);

/// An IPv4 or IPv6 address, written out.
[[nodiscard]] bool is_address(std::string_view host);

}  // namespace tlslint::live
