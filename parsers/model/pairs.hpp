// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/openssl/library.hpp"

#include <span>

namespace tlslint {

/// Whether one of the pairs' key files holds this key, which need not be the pair that it was
/// written for: OpenSSL sorts certificates and keys by type.
[[nodiscard]] bool is_key_given(const x509::PublicKey& wanted,
                                std::span<const CertificatePair> pairs);

/// Whether a certificate is never shown because the key that came with it is of another type, and
/// no other one is its own. OpenSSL notices only a wrong key of the same type. False where a key
/// cannot be read. Source: ssl_set_pkey (ssl/ssl_rsa.c), ssl_has_cert.
[[nodiscard]] bool lacks_key(const CertificatePair& pair, std::span<const CertificatePair> pairs);

/// The kinds of keys that handshakes are signed with; all, if a certificate could not be read.
[[nodiscard]] openssl::Keys kinds_of_keys(std::span<const CertificatePair> pairs);

/// Whether OpenSSL's level refuses a key or signature of what a pair shows: loaded before the level
/// was raised, it ends each handshake that comes to show it. Source: ssl_add_cert_chain.
[[nodiscard]] bool is_too_weak(const CertificatePair& pair, const openssl::Library& library,
                               int level);

/// The kinds of keys whose certificates were taken at one level and end handshakes at another.
[[nodiscard]] openssl::Keys kinds_refused(std::span<const CertificatePair> pairs,
                                          const openssl::Library& library, int level_when_loaded,
                                          int level);

}  // namespace tlslint
