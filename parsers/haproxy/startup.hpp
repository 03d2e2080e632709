// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/server.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

/// By the sections of a file.
Share share(std::string_view text);

/// The files of `-f` when the machine starts HAProxy: by Debian's /etc/default/haproxy and by
/// systemd. None where `path` is not one of them.
std::vector<std::string> started_with(const FileSystem& files, std::string_view path);

}  // namespace tlslint::haproxy
