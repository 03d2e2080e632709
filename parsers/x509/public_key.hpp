// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

#include <optional>
#include <string_view>

namespace tlslint::x509 {

enum class KeyType : std::uint8_t { rsa, rsa_pss, dsa, ec, ed25519, ed448, other };
/// As people write it: "RSA", "ECDSA", "Ed25519".
std::string_view name(KeyType type);

/// What is public of a key, in a certificate or beside the secret half.
struct PublicKey {
    KeyType type = KeyType::other;
    /// Of the modulus, the prime or the order of the curve, as OpenSSL counts; 0 where unknown.
    int bits = 0;
    /// OpenSSL's name: "prime256v1". Empty for a curve that has none or is spelled out.
    std::string_view curve{};
    /// What `other` is ("ML-DSA-65", "X25519"), where we know.
    std::string_view algorithm{};
    /// Equal for a certificate and its key: SHA-256 of the SubjectPublicKeyInfo in its usual form.
    /// Nothing where another form cannot be turned into that (compressed points).
    std::optional<Sha256> id{};
    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

/// Reads a SubjectPublicKeyInfo (RFC 5280 4.1.2.7). Nothing if it is none.
std::optional<PublicKey> parse_public_key(Bytes spki);

}  // namespace tlslint::x509
