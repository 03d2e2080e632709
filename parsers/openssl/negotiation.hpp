// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/ciphersuites.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/library.hpp"
#include "parsers/openssl/signature_algorithms.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace tlslint::openssl {

/// The kinds of keys that a server has certificates for, as a set of bits.
enum class Keys : std::uint16_t {
    none = 0,
    rsa = 1,
    rsa_pss = 2,
    ecdsa_p256 = 4,
    ecdsa_p384 = 8,
    ecdsa_p521 = 16,
    ecdsa_other = 32,  // on a curve that TLS 1.3 does not have
    ed25519 = 64,
    ed448 = 128,
    dsa = 256,
    any = 511,  // nothing is known of them
};
constexpr Keys operator|(Keys a, Keys b) {
    return static_cast<Keys>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Keys set, Keys any_of) {
    return (static_cast<unsigned>(set) & static_cast<unsigned>(any_of)) != 0;
}

/// Those that sign with ECDSA.
inline constexpr Keys ecdsa_keys =
    Keys::ecdsa_p256 | Keys::ecdsa_p384 | Keys::ecdsa_p521 | Keys::ecdsa_other;

/// Whether that kind of key signs handshakes with the algorithm. TLS 1.3 ties each curve to a
/// digest, and has neither DSA nor RSA with PKCS#1 v1.5.
[[nodiscard]] bool signs_with(const SignatureAlgorithm& algorithm, Keys key, bool tls13);

/// All that decides what a client can get from a server.
struct ServerSide {
    const Library* library = nullptr;
    int security_level = 0;
    int tls13_level = 0;  // the level that judges TLS 1.3 suites: another context's may do
    ProtocolSet enabled{};
    const Evaluation* ciphers = nullptr;
    const Ciphersuites* ciphersuites = nullptr;
    const GroupList* groups = nullptr;
    const SignatureList* signatures = nullptr;  // null: the library's own
    Keys keys = Keys::any;
    Keys refused = Keys::none;       // of these, those that the level lets nobody show
    bool has_dh_parameters = false;  // for the DHE suites before TLS 1.3
};

/// What a client can really get.
struct Negotiable {
    ProtocolSet versions{};
    std::array<std::vector<const Suite*>, 6> by_version{};  // up to TLS 1.2; index: Protocol
    /// What OpenSSL chooses from, where that is more: having settled for a suite it may find that
    /// the level lets no signature through (1.1.1, before TLS 1.2) or not the certificate, and
    /// gives up.
    std::array<std::vector<const Suite*>, 6> considered{};
    std::vector<const Suite*> ciphers{};  // those of any version, in the server's order
    std::vector<const Suite*> ciphersuites{};
    std::vector<const Group*> groups{};
    std::vector<std::uint32_t> tuples{};  // of each group, as in GroupList
};

/// Source: ssl_set_masks, tls1_set_cert_validity and tls_choose_sigalg of OpenSSL.
[[nodiscard]] Negotiable negotiate(const ServerSide& server);

/// Whether handshakes begin at all. OpenSSL looks, before it has read a byte, whether its list has
/// a suite for the newest version that it speaks; where versions are left out in between, it takes
/// the newest below the gap for that. Source: tls_setup_handshake, ssl_get_min_max_version.
[[nodiscard]] bool can_begin(ProtocolSet enabled, const Evaluation& ciphers,
                             const Ciphersuites& ciphersuites, const Library& library,
                             int security_level);

/// Whether that version can agree on the group in that protocol version.
[[nodiscard]] bool fits(const Group& group, Protocol protocol, Version version);

}  // namespace tlslint::openssl
