// SPDX-License-Identifier: Apache-2.0
#pragma once

// How the disk is read; for parsers/text alone, everyone else has a FileSystem.

#include "parsers/text/files.hpp"

#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <utility>

namespace tlslint::text {

/// A file descriptor, closed with its owner.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

  private:
    int number_ = -1;
};

struct Opened {
    Descriptor file;
    int error = 0;  // errno, 0 if `file` is open
};

/// openat2(2) with RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS, or walk_in_root where there is none.
Opened open_in_root(int root, const std::string& path, int flags);
/// The same by hand, one component after the other, for kernels before 5.6 and sandboxes that
/// refuse openat2. Never opens anything outside of `root`, whatever is moved meanwhile.
Opened walk_in_root(int root, std::string_view path, int flags);

/// The system's words for an errno.
std::string words(int error);
/// The status of what cannot be reached.
FileStatus unreachable(int error);
Error larger_than(std::uint64_t limit);

/// The disk, whole or confined to a root.
struct DiskTree {
    int root = AT_FDCWD;  // the descriptor of the root; AT_FDCWD: not confined

    [[nodiscard]] FileStatus status(const std::string& path) const;
    [[nodiscard]] bool has(const std::string& path) const;
    [[nodiscard]] Result<std::string> read(const std::string& path, std::uint64_t limit) const;
    [[nodiscard]] Result<Listing> entries(const std::string& path, std::size_t limit) const;
    [[nodiscard]] Opened open(const std::string& path, int flags) const;
};

}  // namespace tlslint::text
