// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/setting.hpp"
#include "parsers/openssl/versions.hpp"
#include "parsers/syntax/directive.hpp"
#include "parsers/text/files.hpp"
#include "parsers/values/hsts.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace tlslint {

/// What a path that a server would open is for.
enum class FileUse : std::uint8_t {
    certificate,
    key,
    trusted_ca,
    client_ca,
    crl,
    dh_parameters,
    password,
    ticket_key,
    stapling
};
/// "certificate", "certificate key", …
std::string_view name(FileUse use);

/// A path in a configuration, and what stands there.
struct FileReference {
    FileUse use = FileUse::certificate;
    std::string_view written;  // as in the configuration
    std::string_view
        deployed;  // what the server opens; "" where that depends on a variable or a key store
    Span at;       // the word
    FileStatus::Kind status = FileStatus::Kind::missing;
    std::string_view error;  // the system's words where it cannot be opened
    bool absent = false;     // the user says that it exists on the server only
    bool opened = false;     // whether this server opens it at all
};

/// A certificate and the key that goes with it.
struct CertificatePair {
    const FileReference* certificate = nullptr;
    const FileReference* key = nullptr;  // none given: nullptr
};

/// Where an endpoint listens.
struct Listen {
    enum class Transport : std::uint8_t { tcp, quic, udp, local };
    std::string_view address;  // "0.0.0.0", "::", "127.0.0.1", a host name; "" if unknown
    std::uint16_t port = 0;    // 0: none, or unknown
    std::string_view path;     // of a local (unix) socket
    Transport transport = Transport::tcp;
    Setting<bool> tls;
    bool is_default = false;  // answers names that no other block of the address has
    Span at;                  // the statement; the block's own where none is written
};

/// A part of a server that answers requests with settings of its own.
struct Path {
    std::string_view match;    // as written: "/", "= /x", "~ \.php$"
    Span at;                   // the statement that opens the block
    std::uint16_t status = 0;  // of every answer given there; 0: it depends
    Setting<Hsts> hsts;
    Setting<Hsts>
        outer_hsts;  // what the surrounding block sends, and this one would if it set no header
};

/// One TLS endpoint as it will behave (spec.md 5): one block on one address.
struct Endpoint {
    enum class Role : std::uint8_t { server, upstream };
    enum class Layer : std::uint8_t { http, stream, mail, tcp };
    std::string_view id;
    Role role = Role::server;
    Layer layer = Layer::http;
    Listen listen;
    std::span<const std::string_view> names;
    Span at;  // where a finding about something that is missing points
    /// What the configuration enables, whether or not OpenSSL lets it happen.
    Setting<openssl::ProtocolSet> enabled_versions;
    /// What a client can really negotiate.
    Setting<openssl::ProtocolSet> versions;
    int security_level = 0;  // in force for this endpoint
    Setting<std::span<const CertificatePair>> certificates;
    Setting<bool> rejects;  // refuses every handshake: no certificate, header or redirect duties
    Setting<Hsts> hsts;
    Setting<Hsts> outer_hsts;  // what the surrounding block sends, as in Path
    std::span<const Path> paths;

    /// Completes TLS handshakes with clients.
    [[nodiscard]] bool serves_tls() const {
        return role == Role::server && listen.tls.value && !rejects.value;
    }
};
static_assert(std::is_trivially_destructible_v<Endpoint>);

}  // namespace tlslint
