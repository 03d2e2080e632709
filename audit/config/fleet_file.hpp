// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tlslint::config {

/// A fleet.toml: which hosts there are, and what is known of them. Its paths open from where the
/// user stands.
struct FleetFile {
    using Labels = std::vector<std::pair<std::string, std::string>>;
    /// What a group says of its hosts; "" where it says nothing.
    struct Group {
        std::string name, owner, target, policy;
        std::vector<std::string> hosts;  // patterns of their names
        Labels labels;
    };
    struct Host {
        std::string name;  // "" where the path or endpoint says it
        std::string group, owner, target, policy;
        std::string path;      // a tree, an archive or a dump; or else
        std::string endpoint;  // a live one
        Labels labels;
    };
    std::string file;
    std::string target, policy;       // of hosts whose group says nothing
    std::vector<std::string> inputs;  // as PATHs of the command line
    std::vector<std::string> endpoints;
    std::vector<Group> groups;
    std::vector<Host> hosts;
};

/// Fails with every problem, one a line.
Result<FleetFile> read_fleet_file(const std::string& path);

}  // namespace tlslint::config
