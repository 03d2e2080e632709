// SPDX-License-Identifier: Apache-2.0
#include "audit/config/target.hpp"

#include <algorithm>
#include <iterator>

#include "parsers/text/nearest.hpp"

namespace tlslint::config {
namespace {

constexpr Target table[] = {
#include "audit/config/targets.inc"
};

struct Alias {
    std::string_view name;
    std::string_view target;
};
constexpr Alias aliases[] = {
    {"bullseye", "debian-11"},    {"bookworm", "debian-12"},     {"trixie", "debian-13"},
    {"focal", "ubuntu-20.04"},    {"jammy", "ubuntu-22.04"},     {"noble", "ubuntu-24.04"},
    {"alpine", "alpine-3.22"},
};

// Rebuilds of Red Hat Enterprise Linux, as they call themselves in os-release.
constexpr std::string_view rhel_kin[] = {"rhel", "centos", "centos-stream", "rocky", "almalinux", "alma", "oraclelinux", "ol"};

const Target* exactly(std::string_view name) {
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const Target& t) { return t.name == name; });
    return found == std::end(table) ? nullptr : &*found;
}

}  // namespace

std::span<const Target> targets() { return table; }

const Target* find_target(std::string_view name) {
    if (const Target* target = exactly(name)) return target;
    for (const Alias& alias : aliases) {
        if (alias.name == name) return exactly(alias.target);
    }
    const std::size_t dash = name.rfind('-');
    if (dash == std::string_view::npos) return nullptr;
    const std::string_view family = name.substr(0, dash);
    const std::string_view release = name.substr(dash + 1);
    if (std::find(std::begin(rhel_kin), std::end(rhel_kin), family) == std::end(rhel_kin)) return nullptr;
    return exactly("rhel-" + std::string(release.substr(0, release.find('.'))));
}

std::string_view nearest_target(std::string_view name) {
    Nearest best(name);
    std::string_view result;
    for (const Target& target : table) {
        if (best.offer(target.name)) result = target.name;
    }
    return result;
}

std::string_view server_version(const Target& target, std::string_view server) {
    if (server == "nginx") return target.nginx;
    if (server == "apache") return target.apache;
    if (server == "haproxy") return target.haproxy;
    return {};
}

}  // namespace tlslint::config
