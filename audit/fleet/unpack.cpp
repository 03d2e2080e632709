// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/unpack.hpp"

#include <fmt/format.h>

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tlslint::fleet {
namespace {

class File {
  public:
    explicit File(int number) : number_(number) {}
    File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~File() {
        if (number_ >= 0) close(number_);
    }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }

  private:
    int number_;
};

struct Free {
    void operator()(archive* reader) const { archive_read_free(reader); }
};

// The components of a name in an archive, which is taken to begin at the top; nothing where it
// leads upwards or is too long.
std::vector<std::string> components_of(std::string_view name) {
    std::vector<std::string> components;
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t end = std::min(name.find('/', at), name.size());
        const std::string_view component = name.substr(at, end - at);
        at = end + 1;
        if (component.empty() || component == ".") continue;
        if (component == "..") return {};
        components.emplace_back(component);
    }
    return components;
}

constexpr int directory_flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

class Unpacker {
  public:
    Unpacker(archive* from, File top, const UnpackLimits& limits)
        : from_(from), top_(std::move(top)), limits_(limits) {}

    Result<bool> run() {
        archive_entry* entry = nullptr;
        for (;;) {
            const int code = archive_read_next_header(from_, &entry);
            if (code == ARCHIVE_EOF) return true;
            if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return broken();
            if (++entries_ > limits_.entries)
                return Error{
                    fmt::format("the archive holds more than {} entries", limits_.entries)};
            if (const auto done = add(entry); !done) return done;
        }
    }

  private:
    Error broken() const {
        const char* const why = archive_error_string(from_);
        return Error{fmt::format("the archive cannot be read: {}", why ? why : "it is damaged")};
    }
    static Error not_written() {
        return Error{fmt::format("the archive cannot be unpacked: {}", std::strerror(errno))};
    }

    Result<bool> add(archive_entry* entry) {
        const char* const name = archive_entry_pathname(entry);
        if (!name || std::strlen(name) > limits_.name_bytes) return true;
        std::vector<std::string> path = components_of(name);
        if (path.empty()) return true;
        const std::string last = std::move(path.back());
        path.pop_back();
        const File home = directory(path);
        if (!home.is_open()) return true;  // something else stands in its way
        if (archive_entry_hardlink(entry)) {
            return link(archive_entry_hardlink(entry), home, last);
        }
        switch (archive_entry_filetype(entry)) {
        case AE_IFDIR: mkdirat(home.number(), last.c_str(), 0700); return true;
        case AE_IFLNK: {
            const char* const to = archive_entry_symlink(entry);
            if (!to || std::strlen(to) > limits_.name_bytes) return true;
            unlinkat(home.number(), last.c_str(), 0);
            return made(symlinkat(to, home.number(), last.c_str()));
        }
        case AE_IFREG: return add_file(entry, home, last);
        default: return true;
        }
    }

    // The directory at a path below the top, made where it is missing. No link is followed: one
    // from the archive may point anywhere.
    [[nodiscard]] File directory(const std::vector<std::string>& path) const {
        File at(openat(top_.number(), ".", directory_flags));
        for (const std::string& component : path) {
            mkdirat(at.number(), component.c_str(), 0700);
            at = File(openat(at.number(), component.c_str(), directory_flags));
            if (!at.is_open()) break;
        }
        return at;
    }

    // Whether the disk took it; what stands in its way is the archive's own business.
    static Result<bool> made(int code) {
        if (code != 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO)) return not_written();
        return true;
    }

    [[nodiscard]] Result<bool> link(std::string_view to, const File& home,
                                    const std::string& name) const {
        std::vector<std::string> path = components_of(to);
        if (path.empty()) return true;
        const std::string last = std::move(path.back());
        path.pop_back();
        const File from = directory(path);
        if (!from.is_open()) return true;
        unlinkat(home.number(), name.c_str(), 0);
        return made(linkat(from.number(), last.c_str(), home.number(), name.c_str(), 0));
    }

    Result<bool> add_file(archive_entry* entry, const File& home, const std::string& name) {
        if (archive_entry_size_is_set(entry)
            && std::cmp_greater(archive_entry_size(entry), limits_.file_bytes))
            return true;
        unlinkat(home.number(), name.c_str(), 0);
        // The permissions of others are facts (a key that everybody may read), its own are ours.
        const mode_t mode = (archive_entry_perm(entry) & 0777U) | 0600U;
        const File file(openat(home.number(), name.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file.is_open()) return true;  // a directory of that name
        std::uint64_t size = 0;
        std::array<char, 1U << 16U> buffer;
        for (;;) {
            const la_ssize_t got = archive_read_data(from_, buffer.data(), buffer.size());
            if (got < 0) return broken();
            if (got == 0) break;
            size += static_cast<std::uint64_t>(got);
            all_bytes_ += static_cast<std::uint64_t>(got);
            if (all_bytes_ > limits_.all_bytes)
                return Error{
                    fmt::format("the archive holds more than {} MiB", limits_.all_bytes >> 20U)};
            if (size > limits_.file_bytes) {  // its header lied
                unlinkat(home.number(), name.c_str(), 0);
                return true;
            }
            if (write(file.number(), buffer.data(), static_cast<std::size_t>(got)) != got)
                return not_written();
        }
        if (fchmod(file.number(), mode) != 0) return not_written();
        return true;
    }

    archive* from_;
    File top_;
    const UnpackLimits& limits_;
    std::uint64_t entries_ = 0, all_bytes_ = 0;
};

}  // namespace

Result<bool> unpack(const std::string& path, const std::string& directory,
                    const UnpackLimits& limits) {
    const std::unique_ptr<archive, Free> reader(archive_read_new());
    if (!reader) return Error{"out of memory"};
    archive_read_support_format_tar(reader.get());
    // Inside of this process alone: no filter that starts a program.
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_zstd(reader.get());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_filter_bzip2(reader.get());
    if (archive_read_open_filename(reader.get(), path.c_str(), 1U << 16U) != ARCHIVE_OK)
        return Error{
            fmt::format("the archive cannot be read: {}", archive_error_string(reader.get()))};
    File top(open(directory.c_str(), directory_flags));
    if (!top.is_open()) return Error{fmt::format("{}: {}", directory, std::strerror(errno))};
    return Unpacker(reader.get(), std::move(top), limits).run();
}

}  // namespace tlslint::fleet
