// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/facts.hpp"
#include "parsers/text/result.hpp"

#include <string>
#include <vector>

namespace tlslint::fleet {

/// A host to audit, and what it is judged by where its own tree says nothing.
struct Task {
    Host host;
    std::string target;  // a preset; "" for none
    std::string policy;  // "" for the run's
    friend bool operator==(const Task&, const Task&) = default;
};

/// What a fleet consists of.
struct Fleet {
    std::vector<Task> tasks;           // by name
    std::vector<std::string> remarks;  // what was passed over, a sentence each
};

/// Each path is
/// - a fleet.toml (any name that ends in .toml);
/// - a directory of hosts: a tree each (HOST/etc/nginx/…), an archive each (HOST.tar.gz), or a dump
///   each (the output of `nginx -T`); directories that hold such trees are groups;
/// - one such tree, archive or dump.
/// `endpoint_lists` are files with a live endpoint a line; # begins a comment. Fails on paths that
/// are none of these, and on two hosts of one name.
Result<Fleet> find_fleet(const std::vector<std::string>& paths,
                         const std::vector<std::string>& endpoint_lists);

}  // namespace tlslint::fleet
