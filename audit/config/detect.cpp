// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "audit/config/target.hpp"

namespace tlslint::config {
namespace {

constexpr std::uint64_t database_limit = 64ULL << 20;

// Packages that hold a server or OpenSSL's library, by distribution, the one that surely is the program first.
struct Packages {
    std::string_view of;
    std::array<std::string_view, 6> names;
};
constexpr Packages packages[] = {
    {"nginx", {"nginx-core", "nginx-light", "nginx-full", "nginx-extras", "nginx"}},
    {"apache", {"apache2-bin", "apache2", "httpd"}},
    {"haproxy", {"haproxy"}},
    {"openssl", {"libssl3t64", "libssl3", "libssl1.1", "libssl1.0.2", "openssl"}},
};

// The next line, without its end; `text` loses it.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

// A value of os-release: NAME=value or NAME="value".
std::string_view value_of(std::string_view text, std::string_view name) {
    while (!text.empty()) {
        std::string_view line = take_line(text);
        if (!line.starts_with(name) || line.substr(name.size(), 1) != "=") continue;
        line.remove_prefix(name.size() + 1);
        if (line.size() >= 2 && (line.front() == '"' || line.front() == '\'') && line.back() == line.front()) {
            line = line.substr(1, line.size() - 2);
        }
        return line;
    }
    return {};
}

// "1.22.1" of "1:1.22.1-9+deb12u2".
std::string upstream_part(std::string_view version) {
    if (const auto epoch = version.find(':'); epoch != std::string_view::npos) version.remove_prefix(epoch + 1);
    return std::string(version.substr(0, version.find_first_of("-+~")));
}

// Databases of paragraphs: dpkg's status ("Package: ", "Version: ") and apk's installed ("P:", "V:").
std::string version_in(std::string_view database, std::string_view package_field, std::string_view version_field,
                       const Packages& wanted) {
    std::string found;
    std::size_t rank = wanted.names.size();
    std::size_t current = rank;
    while (!database.empty()) {
        const std::string_view line = take_line(database);
        if (line.empty()) current = wanted.names.size();
        if (line.starts_with(package_field)) {
            const auto at = std::find(wanted.names.begin(), wanted.names.end(), line.substr(package_field.size()));
            current = static_cast<std::size_t>(at - wanted.names.begin());
        } else if (current < rank && line.starts_with(version_field)) {
            found = upstream_part(line.substr(version_field.size()));
            rank = current;
        }
    }
    return found;
}

std::string installed_version(const FileSystem& files, std::string_view of) {
    const auto wanted = std::find_if(std::begin(packages), std::end(packages), [&](const Packages& p) { return p.of == of; });
    if (wanted == std::end(packages)) return {};
    if (const auto dpkg = files.read("/var/lib/dpkg/status", database_limit)) {
        return version_in(*dpkg, "Package: ", "Version: ", *wanted);
    }
    if (const auto apk = files.read("/lib/apk/db/installed", database_limit)) return version_in(*apk, "P:", "V:", *wanted);
    return {};
}

}  // namespace

std::optional<Detected> detect(const FileSystem& files, std::string_view server) {
    Result<std::string> release = files.read("/etc/os-release", database_limit);
    if (!release) release = files.read("/usr/lib/os-release", database_limit);
    if (!release) return std::nullopt;
    const std::string_view id = value_of(*release, "ID");
    std::string_view number = value_of(*release, "VERSION_ID");
    if (id.empty()) return std::nullopt;
    if (id == "alpine") number = number.substr(0, number.find('.', number.find('.') + 1));
    Detected detected;
    detected.target_name = number.empty() ? std::string(id) : fmt::format("{}-{}", id, number);
    detected.target = find_target(detected.target_name);
    detected.server_version = installed_version(files, server);
    detected.openssl_version = installed_version(files, "openssl");
    return detected;
}

}  // namespace tlslint::config
