// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/library.hpp"
#include "parsers/openssl/versions.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint::openssl {

/// What an SSL_CTX was told, as far as handshakes show it. Texts are as given; an empty `data()`
/// means that nothing was set.
struct Context {
    /// How a client is asked for a certificate (SSL_CTX_set_verify).
    enum class Verify : std::uint8_t { none, request, require };

    ProtocolSet protocols = ProtocolSet::all();  // those that no SSL_OP_NO_… excludes
    std::optional<Protocol> oldest{}, newest{};  // SSL_CTX_set_min_proto_version and max
    bool server_preference = false;
    bool prioritize_chacha = false;
    bool tickets = true;
    bool unsafe_renegotiation = false;
    bool compression = false;
    Verify verify = Verify::none;
    std::string_view ciphers{};
    std::string_view ciphersuites{};
    std::string_view groups{};
    std::string_view signature_algorithms{};
    std::string_view client_signature_algorithms{};
    std::string_view dh_parameters{};  // a file
    std::string_view certificate{};    // a file, beside those that the server itself loads
    std::string_view private_key{};

    /// The versions that a client may ask for; what the library and its level refuse not yet taken
    /// off.
    [[nodiscard]] ProtocolSet enabled() const {
        return protocols
               & ProtocolSet::range(oldest.value_or(Protocol::ssl2),
                                    newest.value_or(Protocol::tls1_3));
    }
    friend bool operator==(const Context&, const Context&) = default;
};

/// What became of a command of SSL_CONF_cmd.
enum class Command : std::uint8_t {
    done,
    unknown_command,  // this version does not know it, or it is not for servers
    bad_value
};

/// Applies a command as SSL_CONF_cmd does for a server's configuration file (flags FILE, SERVER and
/// CERTIFICATE): names in any case. A refused one changes nothing. Files are not opened.
/// Source: ssl/ssl_conf.c.
Command apply(std::string_view name, std::string_view value, const Library& library,
              Context& context);

}  // namespace tlslint::openssl
