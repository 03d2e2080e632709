// SPDX-License-Identifier: Apache-2.0
#include "audit/config/target.hpp"

#include "parsers/text/nearest.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <string>

namespace tlslint::config {
namespace {

constexpr std::array<ServerRelease, 3> ships(std::string_view nginx, std::string_view apache,
                                             std::string_view haproxy) {
    return {{{"nginx", nginx}, {"apache", apache}, {"haproxy", haproxy}}};
}

constexpr Target table[] = {
#include "audit/config/targets.inc"
};

// A system's ID in os-release, or what people call it, and the family whose presets serve it. Only
// those that number their releases as the family does.
struct Kin {
    std::string_view id;
    std::string_view family;
    int parts = 1;  // of its version that tell releases apart: 1 of 9.4, 2 of 24.04 and 3.22.1
};
constexpr Kin kin[] = {
    {"debian", "debian"},    {"raspbian", "debian"},    {"ubuntu", "ubuntu", 2},
    {"pop", "ubuntu", 2},    {"alpine", "alpine", 2},   {"rhel", "rhel"},
    {"centos", "rhel"},      {"centos-stream", "rhel"}, {"rocky", "rhel"},
    {"almalinux", "rhel"},   {"alma", "rhel"},          {"ol", "rhel"},
    {"oraclelinux", "rhel"}, {"cloudlinux", "rhel"},    {"eurolinux", "rhel"},
    {"virtuozzo", "rhel"},   {"scientific", "rhel"},
};

struct Codename {
    std::string_view name;
    std::string_view target;
};
constexpr Codename codenames[] = {
    {"bullseye", "debian-11"},    {"bookworm", "debian-12"}, {"trixie", "debian-13"},
    {"focal", "ubuntu-20.04"},    {"jammy", "ubuntu-22.04"}, {"noble", "ubuntu-24.04"},
    {"resolute", "ubuntu-26.04"},
};

const Target* named(std::string_view name) {
    const auto* const found = std::find_if(std::begin(table), std::end(table),
                                           [&](const Target& t) { return t.name == name; });
    return found == std::end(table) ? nullptr : found;
}

const Kin* kin_of(std::string_view id) {
    const auto* const found =
        std::find_if(std::begin(kin), std::end(kin), [&](const Kin& k) { return k.id == id; });
    return found == std::end(kin) ? nullptr : found;
}

const Target* newest_of(std::string_view family) {
    const std::string prefix = std::string(family) + '-';
    const auto found = std::find_if(std::rbegin(table), std::rend(table),
                                    [&](const Target& t) { return t.name.starts_with(prefix); });
    return found == std::rend(table) ? nullptr : &*found;
}

// "3.22" of "3.22.1" where two parts count.
std::string_view leading_parts(std::string_view version, int parts) {
    std::size_t end = version.find('.');
    while (--parts > 0 && end != std::string_view::npos) end = version.find('.', end + 1);
    return version.substr(0, end);
}

const Target* release_of(const Kin& system, std::string_view version) {
    return named(std::string(system.family) + '-'
                 + std::string(leading_parts(version, system.parts)));
}

struct Parts {
    std::string_view id;
    std::string_view version;
};
Parts split(std::string_view name) {
    const std::size_t dash = std::min(name.rfind('-'), name.size());
    return {name.substr(0, dash), name.substr(std::min(dash + 1, name.size()))};
}

const ServerRelease* release_in(const Target& target, std::string_view server) {
    const auto* const found =
        std::find_if(target.servers.begin(), target.servers.end(),
                     [&](const ServerRelease& r) { return r.server == server; });
    return found == target.servers.end() ? nullptr : found;
}

}  // namespace

std::span<const Target> targets() {
    return table;
}

const Target* find_target(std::string_view name) {
    if (const Target* const target = named(name)) return target;
    for (const Codename& codename : codenames) {
        if (codename.name == name) return named(codename.target);
    }
    if (const Kin* const system = kin_of(name)) return newest_of(system->family);
    const Parts parts = split(name);
    const Kin* const system = kin_of(parts.id);
    return system ? release_of(*system, parts.version) : nullptr;
}

std::string_view nearest_target(std::string_view name) {
    Nearest best(name);
    std::string_view result;
    for (auto target = std::rbegin(table); target != std::rend(table); ++target) {
        if (best.offer(target->name)) result = target->name;  // of equals, the newest
    }
    for (const Codename& codename : codenames) {
        if (best.offer(codename.name)) result = codename.target;
    }
    const Parts parts = split(name);
    for (const Kin& system : kin) {
        const std::string release = std::string(system.id) + '-' + std::string(parts.version);
        const Target* const target = release_of(system, parts.version);
        if (target && best.offer(release)) result = target->name;
    }
    return result;
}

std::string_view server_version(const Target& target, std::string_view server) {
    const ServerRelease* const release = release_in(target, server);
    return release ? release->version : std::string_view{};
}

const openssl::Distribution& library_of(const Target& target, std::string_view server) {
    const ServerRelease* const release = release_in(target, server);
    const bool is_own = release && !release->openssl.empty();
    const auto* const found = openssl::find_distribution(is_own ? release->openssl : target.name);
    assert(found && "every target has its OpenSSL in openssl::distributions()");
    return *found;
}

}  // namespace tlslint::config
