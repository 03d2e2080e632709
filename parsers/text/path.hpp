// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// "a/b" of "a/b/c.conf", "/" of "/c", "." of "c": what dirname(1) says.
std::string_view directory_of(std::string_view path);
/// "c.conf" of "a/b/c.conf".
std::string_view filename_of(std::string_view path);
/// `path` as it is if it begins with '/', else below `directory`; "." adds nothing.
std::string joined(std::string_view directory, std::string_view path);

/// Whether a pattern of a project file or option covers a path: component by component, `*`, `?`
/// and brackets inside one component, `**` for any number of them. What matches a directory covers
/// all that is below.
bool covers(std::string_view pattern, std::string_view path);

}  // namespace tlslint
