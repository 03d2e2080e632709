// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "parsers/text/files.hpp"

namespace tlslint::config {

/// What a system ships: the versions that configuration on it is judged for.
struct Target {
    std::string_view name;           // "debian-12"
    std::string_view nginx, apache, haproxy;
    std::string_view openssl;
    int security_level = 2;          // that its OpenSSL starts with
    std::string_view system_policy;  // "crypto-policies DEFAULT", or ""
    std::string_view source;         // where these facts come from
};

/// All presets, oldest first within a family; `upstream` last.
std::span<const Target> targets();
/// By name or alias ("rocky-9", "bookworm", "alpine"); nullptr if there is none.
const Target* find_target(std::string_view name);
/// The preset whose name is most like it, "" if none is close.
std::string_view nearest_target(std::string_view name);
/// The preset's version of a server, "" for one that it does not know.
std::string_view server_version(const Target& target, std::string_view server);

/// What a tree of files says of the system that it belongs to.
struct Detected {
    const Target* target = nullptr;  // its preset; nullptr for a system that has none
    std::string target_name;         // "debian-12"
    std::string server_version;      // of the installed package, "" if that cannot be read
    std::string openssl_version;
};

/// Reads /etc/os-release and the database of dpkg or apk; for rpm, whose database has formats of its own, the release's
/// preset has to do. Nothing if the tree says nothing.
std::optional<Detected> detect(const FileSystem& files, std::string_view server);

}  // namespace tlslint::config
