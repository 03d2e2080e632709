// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"

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

}  // namespace tlslint
