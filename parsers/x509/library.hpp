// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tlslint::x509 {

/// Starts GnuTLS with the first use, and only then: a run that meets no certificate or key does not
/// pay for it. The machine's own GnuTLS configuration is left out: it may switch off curves and
/// digests that a server with OpenSSL has (engineering.md 3.3). May be called from any thread.
void start_gnutls();

Sha256 sha256(Bytes bytes);
/// By the OID of the hash; nothing for one that is not known here.
std::optional<std::vector<std::uint8_t>> digest_of(std::string_view oid, Bytes bytes);

}  // namespace tlslint::x509
