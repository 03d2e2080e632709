// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/pem.hpp"
#include "parsers/x509/public_key.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace tlslint::x509 {

/// How a private key is written down.
enum class KeyFormat : std::uint8_t {
    pkcs8,            // PRIVATE KEY
    encrypted_pkcs8,  // ENCRYPTED PRIVATE KEY
    traditional,      // RSA, DSA or EC PRIVATE KEY
    openssh,          // no server's library reads it
    hardware,         // TSS2 PRIVATE KEY and the like: an engine or provider has the key
    other,            // another label that ends in PRIVATE KEY
};
/// Nothing if a block of that label holds no private key.
std::optional<KeyFormat> key_format(std::string_view label);

enum class KeyProblem : std::uint8_t {
    none,
    locked,          // encrypted, and no password was given
    wrong_password,  // none of those given opens it
    unsupported,     // encrypted in a way, or of a kind, that cannot be opened here: unknown
    too_slow,        // more rounds of key derivation than we are ready for: unknown
    damaged,         // not what its label says
    unknown_format,  // not a format that servers read
};
std::string_view describe(KeyProblem problem);

/// What may be known of a private key. Nothing secret is in here, and nothing secret is kept.
struct PrivateKey {
    KeyFormat format = KeyFormat::other;
    bool encrypted = false;
    KeyProblem problem = KeyProblem::none;
    /// Nothing while the key is locked. Its `id` equals that of the certificate's key if they
    /// belong together; nothing where the public half cannot be worked out here.
    std::optional<PublicKey> key{};
};

/// Key derivation of encrypted keys: OpenSSL writes 2,048 rounds, advice of 2026 goes to 600,000.
/// These take about a second.
constexpr unsigned longest_derivation = 2'000'000;

/// Reads a block whose label is a private key's. Passwords are tried in their order; none needed
/// for a key that is not encrypted.
PrivateKey parse_private_key(const PemBlock& block, std::span<const std::string_view> passwords);

}  // namespace tlslint::x509
