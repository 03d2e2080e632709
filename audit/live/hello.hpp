// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/wire.hpp"
#include "parsers/openssl/versions.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// TLS servers as they answer on the wire (live.md).
namespace tlslint::live {

/// Code points of the IANA registry "TLS ExtensionType Values" that are looked at.
namespace extension {
constexpr std::uint16_t server_name = 0, status_request = 5, supported_groups = 10,
                        point_formats = 11, signature_algorithms = 13, heartbeat = 15, alpn = 16,
                        encrypt_then_mac = 22, extended_master_secret = 23, session_ticket = 35,
                        supported_versions = 43, psk_modes = 45, key_share = 51,
                        renegotiation_info = 0xff01;
}

/// A version as two bytes on the wire: 0x0304 is TLS 1.3. SSL 2.0 is 0x0002.
[[nodiscard]] std::uint16_t wire_version(openssl::Protocol protocol);
/// Nothing for a number that is no version.
[[nodiscard]] std::optional<openssl::Protocol> protocol_of(std::uint16_t wire);

struct Extension {
    std::uint16_t type = 0;
    Buffer data;
    friend bool operator==(const Extension&, const Extension&) = default;
};
/// Null if there is none of that type.
[[nodiscard]] const Extension* find_extension(const std::vector<Extension>& extensions,
                                              std::uint16_t type);

/// The first message of a client, as bytes have it (RFC 8446 4.1.2).
struct ClientHello {
    std::uint16_t record_version = 0x0301;
    std::uint16_t version = 0x0303;  // legacy_version
    std::array<std::uint8_t, 32> random{};
    Buffer session_id;
    std::vector<std::uint16_t> suites;
    Buffer compressions{0};
    bool has_extensions = true;  // SSL 3.0 has none, and no length of them either
    std::vector<Extension> extensions;
    friend bool operator==(const ClientHello&, const ClientHello&) = default;
};

/// One handshake message, in as many records as it needs.
[[nodiscard]] Buffer write(const ClientHello& hello);
/// Reads what `write` wrote; nothing for other bytes.
[[nodiscard]] std::optional<ClientHello> read_client_hello(Bytes records);

/// What a client would like, apart from how that is spelled. Lists are in the client's order, as
/// code points: nothing is left out because some library lacks it.
struct Offer {
    openssl::ProtocolSet versions;  // of SSL 3.0 to TLS 1.3, not empty
    std::vector<std::uint16_t> suites;
    std::vector<std::uint16_t> groups;      // empty: the extension is not sent
    std::vector<std::uint16_t> key_shares;  // of TLS 1.3; see has_key_share
    std::vector<std::uint16_t> signatures;  // empty: the extension is not sent
    std::string server_name;                // empty: not sent
    std::vector<std::string> alpn;
    bool asks_for_staple = true;
    bool asks_for_ticket = true;
    Buffer ticket{};                   // that is shown in place of the wish for one
    Buffer session_id{};               // of TLS 1.2 and older; TLS 1.3 makes one up
    bool compression = false;          // DEFLATE too
    bool fallback = false;             // TLS_FALLBACK_SCSV
    bool secure_renegotiation = true;  // as extension; as a suite where there are no extensions
    bool encrypt_then_mac = true;
    bool extended_master_secret = true;
    bool heartbeat = false;
};

/// Groups for which an offer can have a key share. The shares are fixed and nobody has their
/// secret: no handshake goes on from them. For other groups the server asks (HelloRetryRequest),
/// which is an answer too.
[[nodiscard]] bool has_key_share(std::uint16_t group);

/// The hello that says so. `random` fills its random, session id and what else is arbitrary.
[[nodiscard]] ClientHello compose(const Offer& offer, const std::array<std::uint8_t, 64>& random);

/// The hello of SSL 2.0 with every kind of that version (draft-hickman-netscape-ssl).
[[nodiscard]] Buffer write_ssl2_hello(const std::array<std::uint8_t, 16>& challenge);

}  // namespace tlslint::live
