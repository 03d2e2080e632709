// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tlslint {

/// The paths in an index file of git (Documentation/gitformat-index.txt, versions 2 to 4); nothing
/// where it is none, or has more than a million.
std::optional<std::unordered_set<std::string>> parse_git_index(std::string_view bytes);

/// Which files of the disk are tracked by git, told by the indexes alone: git itself would run
/// whatever a repository's configuration says.
class GitIndexes {
  public:
    /// `path` as the user would open it. False too where the repository cannot be read.
    bool track(const std::string& path);

  private:
    using Paths = std::optional<std::unordered_set<std::string>>;
    std::map<std::string, Paths> by_repository_;
};

}  // namespace tlslint
