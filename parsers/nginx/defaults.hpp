// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/facts.hpp"
#include "parsers/openssl/versions.hpp"

#include <cstddef>
#include <string_view>

namespace tlslint::nginx {

/// ssl_protocols where nobody writes it; the same for the proxy_, grpc_ and uwsgi_ forms.
openssl::ProtocolSet default_protocols(ServerVersion version);

/// ssl_ciphers and ssl_ecdh_curve where nobody writes them.
std::string_view default_ciphers(ServerVersion version);
std::string_view default_groups(ServerVersion version);

/// Built-in Diffie-Hellman parameters of 1024 bits: gone in 1.11.0 (CHANGES).
bool has_builtin_dh(ServerVersion version);

/// How many versions of HTTP/1 and older nginx names in ALPN: since 1.21.4 three, else one
/// (CHANGES, NGX_HTTP_ALPN_PROTOS).
std::size_t http_protocols(ServerVersion version);

/// From 1.29.2 on, the server block that SNI selects decides about protocol versions; before, the
/// default server of the address did for all (CHANGES 1.29.2, ngx_ssl_client_hello_callback).
bool name_decides_protocols(ServerVersion version);

/// The cipher string, with its @SECLEVEL, comes before the certificates since 1.21.2 (CHANGES).
bool ciphers_come_first(ServerVersion version);

/// Whether trusted certificates and revocation lists are loaded even if clients are not asked for
/// certificates: by http, by stream since it staples (1.27.2), never by mail (their
/// ngx_*_ssl_merge_*_conf).
bool loads_authorities(Endpoint::Layer layer, ServerVersion version);

/// Servers of stream are set up for TLS by their own `listen` alone, until they could share an
/// address (CHANGES 1.25.5).
bool knows_stream_names(ServerVersion version);

/// `ssl on` without a flag on the listen line: gone in 1.25.1 (CHANGES).
bool knows_ssl_on(ServerVersion version);

/// `listen … quic` came with 1.25.0 (CHANGES).
bool knows_quic(ServerVersion version);

/// add_header_inherit came with 1.29.3 (CHANGES).
bool knows_header_inheritance(ServerVersion version);

}  // namespace tlslint::nginx
