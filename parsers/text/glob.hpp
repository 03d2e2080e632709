// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/files.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// How far a pattern may reach before it is cut; hostile trees hold link loops and wide wildcards.
struct GlobLimits {
    std::size_t entries = 1'000'000;  // directory entries looked at, and names looked up
    std::size_t results = 100'000;    // paths, also of the directories on the way
    std::size_t pattern = 16'384;     // bytes; nginx refuses words over 4,096
};

struct GlobResult {
    std::vector<std::string> paths;  // sorted by bytes, as the C library sorts in the C locale
    std::string cut;                 // which limit ended the search, "" if it is complete
};

/// Whether nginx takes the name of an include as a pattern: it holds `*`, `?` or `[`, be they
/// escaped (ngx_conf_include).
bool is_pattern(std::string_view name);

/// Whether one path component matches, as fnmatch(3) with FNM_PERIOD in the C locale: backslash
/// escapes, brackets with ranges, `!` or `^` and classes, no wildcard for a leading dot. Neither
/// recursive nor exponential.
bool matches(std::string_view pattern, std::string_view name);

/// glob(3) with flags 0 in the C locale on `files`: wildcards in any component, never across `/`,
/// paths spelled as it spells them. Directories and broken links are results like any other; what
/// cannot be listed holds none.
GlobResult glob(const FileSystem& files, std::string_view pattern, const GlobLimits& limits = {});

}  // namespace tlslint
