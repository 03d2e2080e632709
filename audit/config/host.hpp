// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/files.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::config {

/// A main configuration file on a machine.
struct Installed {
    std::string server;  // its name
    std::string path;    // deployed
};

/// Where the servers of a file system have their configuration: what packages and builds from
/// source put in place, each server's first that is there.
std::vector<Installed> installed_servers(const FileSystem& files);

/// The same of the servers that run on this machine, as far as their command lines name a file.
std::vector<Installed> running_servers();

/// What a server's command line says of its main configurations; `words` as /proc/PID/cmdline has
/// them. Nothing where it is none, or names no file.
std::vector<Installed> configurations_of(std::vector<std::string_view> words);

}  // namespace tlslint::config
