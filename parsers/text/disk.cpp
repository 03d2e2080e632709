// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/disk.hpp"

#include <climits>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace tlslint::text {
namespace {

Opened open_at(int directory, const std::string& path, int flags) {
    for (;;) {
        const int number = ::openat(directory, path.c_str(), flags | O_CLOEXEC);
        if (number >= 0) return {Descriptor(number), 0};
        if (errno != EINTR) return {{}, errno};
    }
}

FileStatus::Kind kind_of(mode_t mode) {
    using enum FileStatus::Kind;
    if (S_ISREG(mode)) return regular;
    if (S_ISDIR(mode)) return directory;
    if (S_ISFIFO(mode)) return fifo;
    if (S_ISSOCK(mode)) return socket;
    return device;
}

/// What keeps a kind of file from being read as configuration, "" for regular files.
std::string hindrance(FileStatus::Kind kind) {
    switch (kind) {
    case FileStatus::Kind::regular: return {};
    case FileStatus::Kind::directory: return words(EISDIR);
    case FileStatus::Kind::fifo: return "not a regular file (a FIFO)";
    case FileStatus::Kind::device: return "not a regular file (a device)";
    case FileStatus::Kind::socket: return "not a regular file (a socket)";
    case FileStatus::Kind::missing:
    case FileStatus::Kind::link_loop:
    case FileStatus::Kind::refused: break;
    }
    return {};
}

Listing::Type type_of(unsigned char type) {
    using enum Listing::Type;
    switch (type) {
    case DT_DIR: return directory;
    case DT_LNK: return link;
    case DT_UNKNOWN: return unknown;
    default: return other;
    }
}

/// The walk's place: the directories from the root to where it stands, each open, so that `..`
/// needs no look-up.
class Walk {
  public:
    Walk(int root, std::string_view path, int flags) : root_(root), flags_(flags), rest_(path) {}

    Opened run() {
        if (rest_.empty()) return {{}, ENOENT};
        if (rest_.size() >= PATH_MAX) return {{}, ENAMETOOLONG};
        for (;;) {
            rest_.erase(0, std::min(rest_.find_first_not_of('/'), rest_.size()));
            if (rest_.empty()) return open_at(here(), ".", flags_);
            const std::size_t slash = std::min(rest_.find('/'), rest_.size());
            const std::string name = rest_.substr(0, slash);
            rest_.erase(0, slash);
            Opened opened = name == "." || name == ".." ? stay(name) : enter(name);
            if (opened.error != 0 || opened.file.number() >= 0) return opened;
        }
    }

  private:
    // A configuration nested deeper is no configuration; each level holds a descriptor.
    static constexpr std::size_t deepest = 256;
    static constexpr int most_links = 40;  // MAXSYMLINKS of the kernel

    [[nodiscard]] int here() const { return path_.empty() ? root_ : path_.back().number(); }

    /// `.` and `..`. Nothing is opened and there is no error if the walk goes on.
    Opened stay(std::string_view name) {
        Opened searchable = open_at(here(), ".", O_PATH | O_DIRECTORY);
        if (searchable.error == 0 && name == ".." && !path_.empty()) path_.pop_back();
        return {{}, searchable.error};
    }

    Opened enter(const std::string& name) {
        Opened next = open_at(here(), name, O_PATH | O_NOFOLLOW);
        if (next.error != 0) return next;
        struct stat status {};
        if (::fstat(next.file.number(), &status) != 0) return {{}, errno};
        const bool is_last = rest_.find_first_not_of('/') == std::string::npos;
        const bool wants_directory =
            !rest_.empty();  // "name/" follows links, whatever the flags say
        if (S_ISLNK(status.st_mode) && (wants_directory || (flags_ & O_NOFOLLOW) == 0)) {
            return {{}, follow(next.file.number())};
        }
        if (wants_directory && !S_ISDIR(status.st_mode)) return {{}, ENOTDIR};
        if (is_last) {
            // Without O_PATH it is opened anew, not followed: it may have become a link meanwhile.
            return (flags_ & O_PATH) != 0 ? std::move(next)
                                          : open_at(here(), name, flags_ | O_NOFOLLOW);
        }
        if (path_.size() == deepest) return {{}, ENAMETOOLONG};
        path_.push_back(std::move(next.file));
        return {};
    }

    /// Puts a link's target before the rest of the path. Returns an errno.
    int follow(int link) {
        if (++links_ > most_links) return ELOOP;
        std::array<char, PATH_MAX> buffer{};
        const ssize_t length = ::readlinkat(link, "", buffer.data(), buffer.size());
        if (length < 0) return errno;
        const std::string target(buffer.data(), static_cast<std::size_t>(length));
        if (target.empty()) return ENOENT;
        if (is_magic(link, target)) return ELOOP;  // as RESOLVE_NO_MAGICLINKS
        if (target.starts_with('/')) path_.clear();
        rest_ = target + rest_;
        return 0;
    }

    /// Links of procfs that lead to open files, working directories and namespaces read as absolute
    /// paths or as "type:[inode]"; its ordinary ones (`self`, `mounts`, `net`) are relative.
    static bool is_magic(int link, std::string_view target) {
        struct statfs system {};
        if (::fstatfs(link, &system) != 0 || system.f_type != PROC_SUPER_MAGIC) return false;
        return target.starts_with('/') || target.find(':') != std::string_view::npos;
    }

    int root_;
    int flags_;
    std::string rest_;  // not yet walked; starts with '/' or is empty behind a component
    std::vector<Descriptor> path_;
    int links_ = 0;
};

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Opened walk_in_root(int root, std::string_view path, int flags) {
    return Walk(root, path, flags).run();
}

Opened open_in_root(int root, const std::string& path, int flags) {
    struct open_how how {};
    how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags | O_CLOEXEC));
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    constexpr int patience = 32;  // EAGAIN: something was moved while `..` was resolved
    for (int i = 0; i < patience; ++i) {
        const long number = ::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
        if (number >= 0) return {Descriptor(static_cast<int>(number)), 0};
        if (errno == ENOSYS || errno == EPERM) break;
        if (errno != EAGAIN && errno != EINTR) return {{}, errno};
    }
    return walk_in_root(root, path, flags);
}

std::string words(int error) {
    return std::generic_category().message(error);
}

FileStatus unreachable(int error) {
    FileStatus status{.kind = FileStatus::Kind::refused, .error = words(error)};
    if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG)
        status.kind = FileStatus::Kind::missing;
    if (error == ELOOP) status.kind = FileStatus::Kind::link_loop;
    return status;
}

Error larger_than(std::uint64_t limit) {
    constexpr std::uint64_t kibi = 1024;
    if (limit != 0 && limit % (kibi * kibi) == 0)
        return {fmt::format("larger than {} MiB", limit / (kibi * kibi))};
    if (limit != 0 && limit % kibi == 0) return {fmt::format("larger than {} KiB", limit / kibi)};
    return {fmt::format("larger than {} bytes", limit)};
}

Opened DiskTree::open(const std::string& path, int flags) const {
    if (path.find('\0') != std::string::npos)
        return {{}, ENOENT};  // the system would see another path
    return root == AT_FDCWD ? open_at(root, path, flags) : open_in_root(root, path, flags);
}

FileStatus DiskTree::status(const std::string& path) const {
    const Opened opened = open(path, O_PATH);
    if (opened.error != 0) return unreachable(opened.error);
    struct stat status {};
    if (::fstat(opened.file.number(), &status) != 0) return unreachable(errno);
    constexpr mode_t permissions = 07777;
    return {.kind = kind_of(status.st_mode),
            .size = static_cast<std::uint64_t>(status.st_size),
            .mode = status.st_mode & permissions,
            .device = status.st_dev,
            .inode = status.st_ino,
            .error = {}};
}

bool DiskTree::has(const std::string& path) const {
    return open(path, O_PATH | O_NOFOLLOW).error == 0;
}

Result<std::string> DiskTree::read(const std::string& path, std::uint64_t limit) const {
    const Opened opened = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (opened.error == ENXIO) {  // sockets, and devices without a driver
        const std::string why = hindrance(status(path).kind);
        if (!why.empty()) return Error{why};
    }
    if (opened.error != 0) return Error{words(opened.error)};
    struct stat status {};
    if (::fstat(opened.file.number(), &status) != 0) return Error{words(errno)};
    const std::string why = hindrance(kind_of(status.st_mode));
    if (!why.empty()) return Error{why};

    // The size is a first guess: it may change, and procfs says 0. One byte more shows the end, or
    // that the file is larger than the limit.
    constexpr std::uint64_t least = 4096;
    const std::uint64_t most = std::min<std::uint64_t>(limit, std::string().max_size() - 1) + 1;
    const std::uint64_t guess = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
    std::string text(std::min(most, std::max(guess < most ? guess + 1 : most, least)), '\0');
    std::size_t length = 0;
    for (;;) {
        const ssize_t count =
            ::read(opened.file.number(), text.data() + length, text.size() - length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Error{words(errno)};
        if (count == 0) break;
        length += static_cast<std::size_t>(count);
        if (length > limit) return larger_than(limit);
        if (length == text.size())
            text.resize(std::min<std::uint64_t>(most, 2 * std::uint64_t{length}));
    }
    text.resize(length);
    if (text.capacity() - length > least / 2)
        text.shrink_to_fit();  // it stays as long as the model
    return text;
}

Result<Listing> DiskTree::entries(const std::string& path, std::size_t limit) const {
    Opened opened = open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY);
    if (opened.error != 0) return Error{words(opened.error)};
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(opened.file.number()), ::closedir);
    if (stream == nullptr) return Error{words(errno)};
    opened.file.release();
    Listing listing;
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(stream.get());
        if (entry == nullptr && errno != 0) return Error{words(errno)};
        if (entry == nullptr) break;
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        if (listing.entries.size() == limit) return Listing{.entries = {}, .past_limit = true};
        listing.entries.push_back({std::string(name), type_of(entry->d_type)});
    }
    std::ranges::sort(listing.entries, {}, &Listing::Entry::name);
    return listing;
}

}  // namespace tlslint::text
