// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/distributions.hpp"
#include "parsers/openssl/library.hpp"
#include "parsers/openssl/versions.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tlslint {

namespace x509 {
class Trust;
}

/// A server's release number. Missing parts count as 0.
struct ServerVersion {
    std::uint16_t major = 0, minor = 0, patch = 0;
    friend auto operator<=>(const ServerVersion&, const ServerVersion&) = default;
};

/// Reads the leading number of "1.22.1", "1.22", "2.4.62-1~deb12u2", "1:2.6.12"; nothing where
/// there is none.
std::optional<ServerVersion> parse_server_version(std::string_view text);

/// What a configuration is judged against: everything that its files do not say.
struct Facts {
    ServerVersion server;
    std::string server_text;    // as given: "1.22.1"
    std::string server_source;  // option, project, tree, preset, default
    openssl::Release openssl{openssl::Version::v3_5};
    std::string openssl_text;
    std::string openssl_source;
    openssl::Library library{};        // that series as the target builds it, with its own level
    openssl::SystemSettings system{};  // the target's openssl.cnf
    int security_level = 2;
    std::string target;         // "debian-12"
    std::string target_source;  // option, project, tree, default
    /// Variables of the server's process, as far as they are known.
    std::map<std::string, std::string, std::less<>> environment;
    bool environment_is_complete = false;  // others are not set
    std::chrono::sys_seconds now{};        // the date to judge certificates by
    const x509::Trust* trust = nullptr;    // whom to judge them by; null: nobody, all is unknown
};

}  // namespace tlslint
