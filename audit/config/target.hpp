// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/distributions.hpp"
#include "parsers/text/files.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tlslint::config {

/// A server as a target ships it.
struct ServerRelease {
    std::string_view server;        // "nginx"
    std::string_view version;       // "1.22.1"
    std::string_view openssl = "";  // the distribution of OpenSSL, where it is not the system's
};

/// What a system ships: the versions that configuration on it is judged for. Its OpenSSL is the one
/// of openssl::distributions() that has its name.
struct Target {
    std::string_view name;  // "debian-12"
    std::array<ServerRelease, 3> servers;
    std::string_view source;  // where these facts come from
};

/// All presets, oldest first within a family; `upstream` last.
[[nodiscard]] std::span<const Target> targets();
/// By name, or one that stands for it: "rocky-9.4", "bookworm", "alpine" (the newest of these).
/// Null if there is none.
[[nodiscard]] const Target* find_target(std::string_view name);
/// The name of the preset that a mistyped one is most like, "" if none is close.
[[nodiscard]] std::string_view nearest_target(std::string_view name);

/// The target's version of a server, "" for one that it does not know.
[[nodiscard]] std::string_view server_version(const Target& target, std::string_view server);

/// The OpenSSL that a server of the target runs with; the system's for a server that it does not
/// know.
[[nodiscard]] const openssl::Distribution& library_of(const Target& target,
                                                      std::string_view server);

/// What a tree of files says of the system that it belongs to.
struct Detected {
    const Target* target = nullptr;  // null for a system that has no preset
    std::string target_name;         // "debian-12"; "fedora-42" where there is no preset; or ""
    std::string server_version;      // of the installed package, without its revision; or ""
    std::string openssl_version;
};

/// Reads /etc/os-release and the databases of dpkg, apk and rpm. Nothing if they say nothing.
/// What cannot be read or makes no sense counts as not said.
[[nodiscard]] std::optional<Detected> detect(const FileSystem& files, std::string_view server);

}  // namespace tlslint::config
