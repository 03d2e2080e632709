// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/environment.hpp"

#include <fmt/format.h>

namespace tlslint::haproxy {

Environment::Environment(const Facts& facts)
    : complete_(facts.environment_is_complete), pseudo_(facts.server >= ServerVersion{2, 4, 0}) {
    for (const auto& [name, value] : facts.environment) values_.emplace(name, value);
    values_.try_emplace("HAPROXY_BRANCH",
                        fmt::format("{}.{}", facts.server.major, facts.server.minor));
}

Environment::Value Environment::find(std::string_view name) const {
    if (name.starts_with('.')) {
        if (pseudo_ && name == ".FILE") return {State::set, file};
        if (pseudo_ && name == ".LINE") return {State::set, line};
        if (pseudo_ && name == ".SECTION") return {State::set, section};
        return {State::unset, ""};
    }
    const auto found = values_.find(name);
    if (found == values_.end()) return {complete_ ? State::unset : State::unknown, ""};
    if (!found->second) return {State::unset, ""};
    return {State::set, *found->second};
}

void Environment::set(std::string_view name, std::string_view value) {
    values_.insert_or_assign(std::string(name), std::string(value));
}

void Environment::unset(std::string_view name) {
    values_.insert_or_assign(std::string(name), std::nullopt);
}

void Environment::keep_only(const std::function<bool(std::string_view)>& wanted) {
    std::erase_if(values_, [&](const auto& entry) { return !wanted(entry.first); });
    complete_ = true;
}

}  // namespace tlslint::haproxy
