// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/versions.hpp"

#include <string_view>

namespace tlslint::openssl {

/// OpenSSL as a server finds it: the series, and what the distributor changed.
struct Library {
    Version version = Version::v3_0;
    int security_level = 1;            // that a context starts with
    bool has_idea = true;              // 1.0.2 and 1.1.1 only; Debian configures `no-idea`
    bool level_2_needs_tls12 = false;  // a patch of Ubuntu 20.04's 1.1.1
    std::string_view
        system_ciphers{};  // what "PROFILE=SYSTEM" stands for; upstream has no such word
    friend bool operator==(const Library&, const Library&) = default;
};

/// Upstream's default build.
[[nodiscard]] inline Library upstream(Version version) {
    return {.version = version, .security_level = default_security_level(version)};
}

/// Whether a handshake of that version can complete at a security level of this library.
[[nodiscard]] inline bool protocol_allowed(Protocol protocol, const Library& library, int level) {
    if (library.level_2_needs_tls12 && level >= 2 && protocol < Protocol::tls1_2) return false;
    return protocol_allowed(protocol, library.version, level);
}

}  // namespace tlslint::openssl
