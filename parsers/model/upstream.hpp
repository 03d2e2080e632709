// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace tlslint {

/// One of the machines that requests are passed on to.
struct Peer {
    std::string_view host;  // a name, an address, "unix:/path"; "" unknown
    std::uint16_t port = 0;
    Span at;
};

/// Where requests are passed on to.
struct Target {
    std::string_view host;  // as written, a name, an address or a group of upstreams; "" unknown
    std::uint16_t port = 0;
    Span group;                   // the block of that name; empty: it is no group
    std::span<const Peer> peers;  // the group's, or the host alone
};

/// Requests that are passed on in clear.
struct PlainPass {
    std::span<const Endpoint* const> of;
    std::string_view scheme;  // "http", "grpc", "fastcgi", …
    Target target;
    Span at;
};

/// A TLS connection that a server opens itself, to the place that a block passes requests on to.
struct Upstream {
    std::string_view id;
    Endpoint::Layer layer = Endpoint::Layer::http;
    std::span<const Endpoint* const> of;  // the endpoints whose requests take it
    std::string_view path;                // of the block, as in Path::match; "" for a whole server
    std::string_view scheme;              // "https", "grpcs", "suwsgi", "tls"
    std::string_view host;  // as written, a name, an address or a group of upstreams; "" unknown
    std::uint16_t port = 0;
    Target target;
    std::string_view condition;  // as in Endpoint
    bool scheme_varies = false;  // a request decides whether TLS is spoken at all
    Span at;                     // the statement that passes requests on
    Setting<openssl::ProtocolSet> enabled_versions;
    Setting<openssl::ProtocolSet> versions;  // what OpenSSL and its level leave of them
    Setting<CipherList> ciphers;
    Setting<bool> verify;
    Setting<int> depth;  // authorities that a chain may have; 0: as many as OpenSSL takes
    Setting<bool> checks_expiry{true};  // of a certificate that is verified
    Setting<std::string_view> name;     // that is sent and verified
    Setting<bool> sends_name;           // as server name indication
    Setting<const FileReference*> trusted_ca;
    Setting<std::span<const CertificatePair>> certificates;  // that the server shows
    Setting<const FileReference*> client_key;                // written, with a certificate or not
    /// Statements that say how to verify.
    std::span<const Span> verification;
};
static_assert(std::is_trivially_destructible_v<Upstream>);

}  // namespace tlslint
