// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/versions.hpp"

#include <string_view>

namespace tlslint::apache {

/// What changed with versions of httpd 2.4, each with its source (section 10 of the reference).

/// The versions of TLS that mod_ssl knows, which is what `all` stands for: TLS 1.3 since 2.4.36
/// (CHANGES).
openssl::ProtocolSet known_protocols(const Facts& facts);

/// SSLProtocol where nobody writes it: "all", since 2.4.17 "all -SSLv3" (CHANGES).
openssl::ProtocolSet default_protocols(const Facts& facts);

/// Red Hat's builds leave the versions to the system's policy where nobody writes SSLProtocol.
bool leaves_protocols_to_system(const Facts& facts);

/// What mod_ssl adds to cipher strings: since 2.4.7 in front, since 2.4.17 behind (CHANGES).
openssl::Rewriting rewriting(ServerVersion version);
/// The same for CipherString of SSLOpenSSLConfCmd: since 2.4.17.
openssl::Rewriting command_rewriting(ServerVersion version);

/// The vhost that SNI selects decides about versions, too: since 2.4.42 with OpenSSL 1.1.1
/// (CHANGES; init_vhost of ssl_engine_kernel.c).
bool name_decides_protocols(const Facts& facts);

/// Further certificates in SSLCertificateFile are sent: since 2.4.8 (CHANGES).
bool sends_chain_of_certificate_file(ServerVersion version);

/// SSLOpenSSLConfCmd: since 2.4.8 (CHANGES).
bool knows_commands(ServerVersion version);

/// Diffie-Hellman parameters that fit the key: since 2.4.7; before, of 1024 bits (CHANGES).
bool fits_dh_to_key(ServerVersion version);

/// SSLCompression is off: since 2.4.4 (CHANGES).
bool leaves_compression_off(ServerVersion version);

/// "SSLEngine optional" is RFC 2817's upgrade: up to 2.4.63 (CHANGES).
bool upgrades_to_tls(ServerVersion version);

}  // namespace tlslint::apache
