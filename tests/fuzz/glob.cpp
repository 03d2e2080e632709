// SPDX-License-Identifier: Apache-2.0
// The first line is a pattern, the second a name, the others are the paths of a tree in memory.
// What the C library finds in the same tree, through its hooks for other file systems, is what has
// to be found.

#include "parsers/text/glob.hpp"

#include "parsers/text/files.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fnmatch.h>
#include <glob.h>
#include <map>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace {

using tlslint::FileStatus;
using tlslint::FileSystem;
using tlslint::Listing;

constexpr std::size_t longest_input = 2'000;  // glibc: class names over 2,047 bytes break a bracket
constexpr std::size_t longest_name = 255;

const FileSystem* tree = nullptr;  // of the running input; the hooks carry no context

struct Directory {
    std::vector<Listing::Entry> entries;
    std::size_t next = 0;
    dirent entry{};
};

void* open_directory(const char* path) {
    auto listing = tree->entries(path, longest_input);
    if (!listing) return nullptr;
    auto* directory = new Directory{std::move(listing->entries)};
    directory->entries.push_back({".", Listing::Type::directory});
    directory->entries.push_back({"..", Listing::Type::directory});
    return directory;
}

dirent* read_directory(void* handle) {
    auto& directory = *static_cast<Directory*>(handle);
    if (directory.next == directory.entries.size()) return nullptr;
    const Listing::Entry& entry = directory.entries[directory.next++];
    directory.entry.d_ino = 1;
    directory.entry.d_type = entry.type == Listing::Type::directory ? DT_DIR : DT_REG;
    entry.name.copy(directory.entry.d_name, longest_name);
    directory.entry.d_name[std::min(entry.name.size(), longest_name)] = '\0';
    return &directory.entry;
}

void close_directory(void* handle) {
    delete static_cast<Directory*>(handle);
}

int read_status(const char* path, struct stat* status) {
    const FileStatus found = tree->status(path);
    *status = {};
    status->st_mode = found.kind == FileStatus::Kind::directory ? S_IFDIR : S_IFREG;
    return found.kind == FileStatus::Kind::missing ? -1 : 0;
}

std::vector<std::string> glob_in_libc(const std::string& pattern) {
    glob_t found{};
    found.gl_opendir = open_directory;
    found.gl_readdir = read_directory;
    found.gl_closedir = close_directory;
    found.gl_stat = read_status;
    found.gl_lstat = read_status;
    std::vector<std::string> paths;
    if (::glob(pattern.c_str(), GLOB_ALTDIRFUNC, nullptr, &found) == 0) {
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    ::globfree(&found);
    return paths;
}

void demand(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

bool has_long_name(std::string_view path) {
    std::size_t length = 0;
    for (const char byte : path) {
        length = byte == '/' ? 0 : length + 1;
        if (length > longest_name) return true;
    }
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    if (size > longest_input || input.find('\0') != std::string_view::npos) return 0;
    const std::string pattern(take_line(input));
    const std::string name(take_line(input));
    demand(tlslint::matches(pattern, name)
               == (::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0),
           "matches() and fnmatch(3) differ");

    std::map<std::string, std::string> keys;
    while (!input.empty()) {
        const std::string_view path = take_line(input);
        if (path.empty() || has_long_name(path)) return 0;
        keys.emplace(path, "");
    }
    // A file that is a directory too has no counterpart.
    FileSystem files = FileSystem::memory(keys);
    for (const auto& [path, text] : keys) {
        if (files.entries(path, 0)) return 0;
    }
    tree = &files;
    constexpr tlslint::GlobLimits limits{.entries = 3'000, .results = 300};
    const tlslint::GlobResult result = tlslint::glob(files, pattern, limits);
    demand(result.paths.size() <= limits.results, "more results than the limit");
    demand(std::ranges::is_sorted(result.paths), "results are not sorted");
    for (const std::string& path : result.paths)
        demand(files.has(path), "a result that is not there");
    if (result.cut.empty())
        demand(result.paths == glob_in_libc(pattern), "glob() and glob(3) differ");
    return 0;
}
