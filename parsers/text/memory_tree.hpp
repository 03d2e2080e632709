// SPDX-License-Identifier: Apache-2.0
#pragma once

// The files of FileSystem::memory; for parsers/text alone.

#include "parsers/text/files.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tlslint::text {

/// A path that starts at `/`, without `.`, `..`, doubled and trailing slashes, links not looked at.
std::string normal(std::string_view path);

/// Files in memory. A key below another key, `/a/b` beside `/a`, makes that one a directory too:
/// its status is that of a file, but it can be listed and entered. (No disk has this; a dump of a
/// configuration may.)
class MemoryTree {
  public:
    explicit MemoryTree(std::map<std::string, std::string>&& files);

    [[nodiscard]] FileStatus status(std::string_view path) const;
    [[nodiscard]] bool has(std::string_view path) const { return find(path).error == 0; }
    [[nodiscard]] Result<std::string> read(std::string_view path, std::uint64_t limit) const;
    [[nodiscard]] Result<Listing> entries(std::string_view path, std::size_t limit) const;

  private:
    struct File {
        std::string text;
        std::uint64_t number = 0;
    };
    struct Found {
        std::string key;  // "" is `/`
        int error = 0;    // errno
    };
    [[nodiscard]] Found find(std::string_view path) const;
    [[nodiscard]] bool is_directory(const std::string& key) const;

    std::map<std::string, File> files_;  // keys are normal
};

}  // namespace tlslint::text
