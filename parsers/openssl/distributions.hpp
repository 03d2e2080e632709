// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/library.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace tlslint::openssl {

/// The section of openssl.cnf that applies to every TLS context of every program
/// (`system_default`). Empty: not set.
struct SystemSettings {
    std::optional<Protocol> oldest{};  // MinProtocol
    std::string_view ciphers{};        // CipherString: a list and, with @SECLEVEL, a level
    std::string_view ciphersuites{};
    std::string_view groups{};
    std::string_view signature_algorithms{};
};

/// OpenSSL as a distribution ships it, one for each of its policies.
struct Distribution {
    std::string_view name{};  // "debian-12", "rhel-9-future", "upstream" for OpenSSL's own build
    std::string_view
        release{};  // the package's OpenSSL; Library::version is the series that it behaves like
    Library library{};
    SystemSettings settings{};
    std::string_view
        gnutls_system{};  // what "@SYSTEM" stands for in GnuTLS there; empty: unknown or an error
};

[[nodiscard]] std::span<const Distribution> distributions();
/// Null if there is none of that name.
[[nodiscard]] const Distribution* find_distribution(std::string_view name);

/// The level that a server's context starts with there, openssl.cnf included.
[[nodiscard]] int starting_level(const Distribution& distribution);

/// What a server does to each of its contexts without being asked, which leaves openssl.cnf no say.
struct ServerHabits {
    bool sets_protocols = true;  // oldest and newest version
    bool sets_ciphers = true;    // has a list of its own where none is written
};

/// What openssl.cnf may decide.
enum class SystemSetting : std::uint8_t {
    protocols,       // MinProtocol, MaxProtocol, Protocol
    ciphers,         // the list of CipherString
    security_level,  // @SECLEVEL in CipherString: survives another list without a level of its own
    ciphersuites,
    groups,
    signature_algorithms,
    options  // ServerPreference, -SessionTicket, …
};

/// Whether openssl.cnf decides in a server with those habits. `written`: the server's own
/// configuration sets this; of the level, with @SECLEVEL or a setting for it.
[[nodiscard]] bool is_honoured(SystemSetting setting, ServerHabits habits, bool written);

}  // namespace tlslint::openssl
