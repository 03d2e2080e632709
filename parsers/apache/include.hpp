// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/text/files.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// What the name in an Include stands for.
struct NamedFiles {
    std::vector<std::string> paths;  // to be read one after the other
    /// Where `read` would be too good: nothing matches (`empty`), a directory is not there
    /// (`missing`) or cannot be looked into (`unreadable`), a limit of ours.
    Inclusion::State state = Inclusion::State::read;
    std::string at;      // the path that this is about
    std::string detail;  // the system's words, the limit
};

/// Whether a name is looked for in directories, as apr_fnmatch_test says.
[[nodiscard]] bool has_wildcard(std::string_view name);

/// The files of a path, in httpd's order: wildcards in any component, and a directory with all that
/// is in it.
[[nodiscard]] NamedFiles files_of(const FileSystem& files, const std::string& path);

}  // namespace tlslint::apache
