// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "parsers/text/path.hpp"

#include <algorithm>

namespace tlslint {

bool ReadOptions::is_absent(std::string_view deployed) const {
    return std::any_of(absent.begin(), absent.end(),
                       [&](const std::string& pattern) { return covers(pattern, deployed); });
}

namespace servers {

const Server* find(std::string_view name) {
    const auto servers = all();
    const auto found = std::find_if(servers.begin(), servers.end(),
                                    [&](const Server* s) { return s->name == name; });
    return found == servers.end() ? nullptr : *found;
}

}  // namespace servers
}  // namespace tlslint
