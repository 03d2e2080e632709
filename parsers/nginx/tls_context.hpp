// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/model/offers.hpp"
#include "parsers/nginx/files.hpp"
#include "parsers/nginx/scope.hpp"
#include "parsers/openssl/context.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint::nginx {

/// What one server block tells OpenSSL: nginx gives each block an SSL_CTX, and several of them have
/// a say in one handshake (section 5.3 of the reference).
struct TlsContext {
    openssl::Context settings;  // `server_preference` and so on, ssl_conf_command applied
    openssl::ProtocolSet protocols_of_directive{};  // ssl_protocols alone
    // Where the settings come from.
    Origin protocols, oldest, newest, ciphers, ciphersuites, groups, preference, tickets,
        renegotiation, session_lifetime;
    int security_level = 0;  // with the @SECLEVEL of the cipher string
    openssl::Keys keys = openssl::Keys::any;
    openssl::Keys refused = openssl::Keys::none;  // kinds_refused
    Setting<DhParameters> dh;
    bool dh_allowed = true;  // by the level
    Setting<std::span<const CertificatePair>> certificates;
    Setting<Stapling> stapling;
    Setting<ClientAuth> client_auth;
    ClientTrust client_trust;
    Setting<std::span<const std::string_view>> resolvers;
    Setting<SessionCache> session_cache;
    Setting<bool> early_data;
    Setting<bool> rejects;
    Setting<bool> http2;
    Setting<std::span<const std::string_view>> alpn;  // of stream
    std::span<const FileReference* const> ticket_keys;
    std::span<const FileReference* const> files;

    [[nodiscard]] bool has_certificate() const { return !certificates.value.empty(); }
};

/// Reads the ssl_ settings that hold in a server block. `loaded`: whether nginx sets the block up
/// for TLS at all and opens its files.
TlsContext read_tls(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                    Endpoint::Layer layer, bool loaded);

/// A word of ssl_protocols, in any case; nothing for one that names no version.
std::optional<openssl::Protocol> protocol_named(std::string_view word);

}  // namespace tlslint::nginx
