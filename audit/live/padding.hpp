// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/wire.hpp"

#include <gnutls/gnutls.h>

#include <optional>

namespace tlslint::live {

/// See Session::wrongly_padded_goodbye().
[[nodiscard]] Buffer wrongly_padded_goodbye(gnutls_session_t session);

/// The public half of an RSA key.
struct RsaKey {
    Buffer modulus, exponent;  // without zeros in front
    [[nodiscard]] std::size_t size() const { return modulus.size(); }
};
/// Of a certificate; nothing for other keys, and for sizes that nobody should work with.
[[nodiscard]] std::optional<RsaKey> rsa_key_of(Bytes certificate_der);
/// What comes of a block as large as the key, without any padding of ours.
[[nodiscard]] Buffer encrypt(const RsaKey& key, Bytes block);

}  // namespace tlslint::live
