// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/library.hpp"
#include "parsers/x509/certificate.hpp"

#include <string_view>

namespace tlslint {

/// Whether OpenSSL's level refuses a key; not, where nothing is known of it.
bool is_too_weak(const x509::PublicKey& key, const openssl::Library& library, int level);

/// What OpenSSL's level says against a certificate that a server loads, in its words; empty for
/// nothing (ssl_security_cert of ssl/t1_lib.c: the key, then who signed it unless it did itself).
std::string_view too_weak(const x509::Certificate& certificate, bool leaf,
                          const openssl::Library& library, int level);

}  // namespace tlslint
