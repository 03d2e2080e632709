// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tlslint {

namespace text {
class Descriptor;
class MemoryTree;
}  // namespace text

/// What stands at a path, links followed.
struct FileStatus {
    // link_loop: more than 40 links, or one of /proc's links under a root. refused: anything else,
    // such as EACCES.
    enum class Kind : std::uint8_t {
        missing,
        regular,
        directory,
        fifo,
        device,
        socket,
        link_loop,
        refused
    };
    Kind kind = Kind::missing;
    std::uint64_t size = 0;
    std::uint32_t mode = 0;    // permission bits
    std::uint64_t device = 0;  // (device, inode) tell whether two paths are one file
    std::uint64_t inode = 0;
    std::string error;  // the system's words where the path leads nowhere ("No such file or
                        // directory"), else ""
    friend bool operator==(const FileStatus&, const FileStatus&) = default;
};

/// What a directory holds, without `.` and `..`.
struct Listing {
    /// What the entry itself is, links not followed; some file systems do not tell.
    enum class Type : std::uint8_t { directory, link, other, unknown };
    struct Entry {
        std::string name;
        Type type = Type::unknown;
        friend bool operator==(const Entry&, const Entry&) = default;
    };
    std::vector<Entry> entries;  // sorted by the bytes of the name
    bool past_limit = false;     // there are more than was asked for, and `entries` is empty
};

/// Where configuration comes from: the machine's disk, a snapshot that is treated as `/` and never
/// left, or memory (tests, dumps, stdin). Paths are *deployed* paths: what the server would open.
/// `map` says where some of them lie here. Everything that is read passes through this class, and
/// every limit is enforced here. Copies are cheap and may be used from several threads.
class FileSystem {
  public:
    /// The machine's own files; relative paths are relative to the working directory.
    static FileSystem disk();
    /// `directory` is `/`: absolute paths, `..` and symbolic links stay inside (openat2,
    /// RESOLVE_IN_ROOT). Relative paths are relative to it.
    static Result<FileSystem> rooted(const std::string& directory);
    /// Path -> contents; directories are implied. Behaves like a disk without links whose working
    /// directory is `/`: `a/b`, `/a/b` and `/c/../a/b` are one key (of equal keys the first
    /// counts).
    static FileSystem memory(std::map<std::string, std::string> files);

    /// A deployed path below `from` lies below `to` here. The longest `from` wins, of equal ones
    /// the last. `to` is a path of the disk, even under a root or with memory. `..` is resolved
    /// before `from` is compared, so a path cannot leave `to` by it (but by a link). Listing the
    /// parent of `from` does not show a directory that only a map provides.
    void map(std::string_view from, std::string to);

    /// What stands at a deployed path.
    [[nodiscard]] FileStatus status(std::string_view path) const;
    /// Whether the name is there at all, be it a link that leads nowhere.
    [[nodiscard]] bool has(std::string_view path) const;
    /// The bytes of a regular file of at most `limit` bytes; never blocks on a FIFO or device,
    /// never trusts the size.
    [[nodiscard]] Result<std::string> read(std::string_view path, std::uint64_t limit) const;
    /// Names in a directory without `.` and `..`, sorted by bytes; fails past `limit` names.
    [[nodiscard]] Result<std::vector<std::string>> list(std::string_view path,
                                                        std::size_t limit) const;
    /// The same with types, for callers that have to tell a directory that is too large from one
    /// that fails.
    [[nodiscard]] Result<Listing> entries(std::string_view path, std::size_t limit) const;

    /// The path to print for a deployed path: one that opens from where the user stands.
    [[nodiscard]] std::string printed(std::string_view path) const;
    /// The deployed path of a path of the disk as the user typed it (the reverse of `printed`);
    /// absolute and without
    /// `..`. Under a root, what does not lie below it is taken as a deployed path already. Memory
    /// has no disk: there a relative path stays relative.
    [[nodiscard]] std::string deployed(std::string_view path) const;

  private:
    struct Disk {};
    struct Rooted {
        std::string directory;  // as the user typed it
        std::shared_ptr<const text::Descriptor>
            handle;  // closed with the last copy: FileSystem is a value
    };
    using Memory =
        std::shared_ptr<const text::MemoryTree>;  // never changes, so copies can share it
    struct Map {
        std::string from;  // absolute, without `..`
        std::string to;    // as the user typed it
    };

    FileSystem() = default;
    [[nodiscard]] std::string absolute(std::string_view path) const;
    [[nodiscard]] const Map* map_of(std::string_view normal_path) const;
    [[nodiscard]] bool leaves_map(std::string_view path) const;
    template <class Use>
    auto at(std::string_view path, Use use) const;

    std::variant<Disk, Rooted, Memory> where_;
    std::vector<Map> maps_;
};

}  // namespace tlslint
