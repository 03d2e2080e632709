// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/negotiation.hpp"
#include "parsers/openssl/signature_algorithms.hpp"
#include "parsers/openssl/suite.hpp"
#include "parsers/openssl/versions.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tlslint::openssl {

/// What the first message of a client offers, in its order.
struct ClientSide {
    ProtocolSet versions{};
    std::span<const Suite* const> suites{};
    std::span<const Group* const> groups{};                   // empty: the extension is not sent
    std::span<const Group* const> key_shares{};               // of TLS 1.3; some of the groups
    std::span<const SignatureAlgorithm* const> signatures{};  // empty: the extension is not sent
};

/// A certificate's key, as far as handshakes tell keys apart.
struct CertificateKey {
    Keys kind = Keys::any;         // one of them
    const Group* curve = nullptr;  // of ECDSA ones; null: none that groups know
    bool refused = false;          // the level ends handshakes that show its certificate
};

/// Whose order of suites decides; `server_chacha`: the server's, ChaCha20 first for clients that
/// have it first.
enum class Order : std::uint8_t { client, server, server_chacha };

/// What a server has to offer, its library's and its level's restrictions applied.
struct Offering {
    Version version = Version::v3_0;
    int security_level = 0;
    ProtocolSet enabled{};  // that the library and its level let happen, suites or not
    std::array<std::span<const Suite* const>, 6> by_version{};  // up to TLS 1.2; index: Protocol
    std::array<std::span<const Suite* const>, 6> considered{};  // as in Negotiable
    std::span<const Suite* const> ciphersuites{};               // of TLS 1.3
    /// Where the name has brought another context by the time of the second hello, after a
    /// HelloRetryRequest: that one's suites, and whose order decides then.
    struct Retry {
        std::span<const Suite* const> ciphersuites;
        Order order = Order::client;
    };
    std::optional<Retry> retry{};
    std::span<const Group* const> groups{};
    std::span<const std::uint32_t> tuples{};  // of each group, as in GroupList; empty: one for all
    std::span<const SignatureAlgorithm* const> signatures{};  // empty: the library's own
    std::span<const CertificateKey> keys{};
    bool asks_for_name = false;         // a callback may change the keys once the name is known
    Order order = Order::client;        // up to TLS 1.2, of suites and groups
    Order tls13_order = Order::client;  // of TLS 1.3
};

/// What there is no agreement about.
/// `certificate`: the server has one that its own level refuses.
enum class Disagreement : std::uint8_t { none, version, suite, group, signature, certificate };
std::string_view name(Disagreement about);

/// How a handshake ends.
struct Handshake {
    Disagreement failure = Disagreement::none;
    Protocol version = Protocol::tls1_2;  // unless that is what fails
    const Suite* suite = nullptr;
    const Group* group = nullptr;  // null where the key exchange has none
    bool retried = false;          // the server asks for another key share first
    bool changed_mind = false;     // and then chooses another suite, which ends the handshake

    [[nodiscard]] bool completes() const { return failure == Disagreement::none; }
};

/// Lets the two shake hands as the server's library does: ssl_choose_server_version,
/// ssl3_choose_cipher, tls1_shared_group, tls_parse_ctos_key_share and tls_choose_sigalg of
/// OpenSSL. Whether the client trusts the certificate is another matter.
[[nodiscard]] Handshake simulate(const ClientSide& client, const Offering& server);

}  // namespace tlslint::openssl
