// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

namespace tlslint::x509 {

/// Starts GnuTLS with the first use, and only then: a run that meets no certificate or key does not
/// pay for it. The machine's own GnuTLS configuration is left out: it may switch off curves and
/// digests that a server with OpenSSL has (engineering.md 3.3). May be called from any thread.
void start_gnutls();

Sha256 sha256(Bytes bytes);

}  // namespace tlslint::x509
