// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/files.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/model/endpoint.hpp"
#include "parsers/model/offers.hpp"
#include "parsers/openssl/context.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// What one server, the main or a virtual one, tells OpenSSL: mod_ssl gives each of them an
/// SSL_CTX, and two of these have a say in one handshake (section 3.6 of the reference).
struct TlsContext {
    openssl::Context settings;      // SSLOpenSSLConfCmd applied
    openssl::ProtocolSet listed{};  // by SSLProtocol, with gaps
    bool sets_protocols = false;    // SSLProtocol is written, here or for all
    openssl::Rewriting rewriting = openssl::Rewriting::none;  // of settings.ciphers
    // Where the settings come from.
    Origin protocols, ciphers, ciphersuites, groups, preference, tickets, renegotiation,
        session_lifetime;
    std::optional<Origin> bounds;  // of a command that sets one
    int security_level = 0;        // with the @SECLEVEL of the cipher string
    int level_when_loaded = 0;     // before SSLOpenSSLConfCmd: what certificates are taken at
    openssl::Keys keys = openssl::Keys::any;
    openssl::Keys refused = openssl::Keys::none;  // kinds_refused
    Setting<DhParameters> dh;
    bool dh_allowed = true;  // by the level
    Setting<std::span<const CertificatePair>> certificates;
    Setting<Stapling> stapling;
    Setting<ClientAuth> client_auth;
    ClientTrust client_trust;
    Setting<SessionCache> session_cache;
    Setting<bool> compression;
    Setting<bool> strict;  // refuses clients that name no host
    Setting<std::span<const std::string_view>> alpn;
    std::span<const FileReference* const> ticket_keys;
    std::span<const FileReference* const> files;

    [[nodiscard]] bool has_certificate() const { return !certificates.value.empty(); }
};

/// A word of SSLVerifyClient; nothing for another.
std::optional<ClientAuth> client_auth_named(std::string_view word);

/// Reads the settings of mod_ssl that hold in a server. `loaded`: whether mod_ssl sets it up for
/// TLS and opens its files.
TlsContext read_tls(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                    std::span<const std::string_view> names, bool loaded);

}  // namespace tlslint::apache
