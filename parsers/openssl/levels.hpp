// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/suite.hpp"
#include "parsers/openssl/versions.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint::openssl {

// What a security level refuses beside protocol versions (those: versions.hpp). Levels go from 0 to
// 5, others count as the nearest of these. 1.0.2 has none and refuses nothing.
// Sources: ssl_security_default_callback of ssl/ssl_cert.c; cipher-strings.md 9.

[[nodiscard]] bool has_levels(Version version);

/// Bits of strength that everything must have: 0, 80, 112, 128, 192, 256.
[[nodiscard]] int minimum_bits(int level);

/// Why no handshake can end in that suite, in a word or two ("< 112 bits"); empty where one can.
/// The configured list names it all the same.
[[nodiscard]] std::string_view why_refused(const Suite& suite, Version version, int level);
[[nodiscard]] inline bool suite_allowed(const Suite& suite, Version version, int level) {
    return why_refused(suite, version, level).empty();
}

/// `ec` is any curve with ECDSA or ECDH keys; its size is the order's (521 for P-521).
enum class KeyType : std::uint8_t { rsa, dsa, dh, ec, ed25519, ed448 };

/// Strength of a key as that version estimates it.
[[nodiscard]] int key_strength(KeyType type, int bits, Version version);

/// Whether a certificate with such a key, or such Diffie-Hellman parameters, can be used. DH below
/// 1024 bits cannot, even at level 0.
[[nodiscard]] bool key_allowed(KeyType type, int bits, Version version, int level);

/// The usual size that satisfies a level, for messages: 2048 for RSA at level 2. (OpenSSL 3 takes
/// RSA from 1963 bits there.) 0 at level 0.
[[nodiscard]] int usual_key_bits(KeyType type, int level);

enum class Digest : std::uint8_t { md5, sha1, sha224, sha256, sha384, sha512 };

/// Whether a certificate that an authority signed with that digest can be used. (A self-signed
/// one's digest never matters.) Nothing where releases differ: of 3.5, 3.5.7 refuses MD5 and SHA-1
/// from level 1 on, Debian's 3.5.9 was seen to load them up to level 3.
[[nodiscard]] std::optional<bool> digest_allowed(Digest digest, Version version, int level);

/// Session tickets end at level 3, compression at level 2.
[[nodiscard]] bool tickets_allowed(Version version, int level);
[[nodiscard]] bool compression_allowed(Version version, int level);

}  // namespace tlslint::openssl
