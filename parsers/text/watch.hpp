// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace tlslint {

/// A question to a file system, with its answer: what a later run asks again to see whether
/// anything has changed. Of a status that is what does not change with a copy; inodes and sizes are
/// left out.
struct Asked {
    enum class What : std::uint8_t { status, has, read, entries };
    What what;
    std::string_view path;    // deployed
    std::uint64_t limit = 0;  // of read and entries
    std::string_view answer;  // a file's bytes, or the rest in words
    bool of_disk = false;     // of this machine's own disk, not of a snapshot
};

/// As long as it lives, it is told of every question that its thread asks of any FileSystem but
/// those in memory; one a thread. A thread's, because a file system is copied into whatever reads
/// one.
class Watch {
  public:
    explicit Watch(std::function<void(const Asked&)> told);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

    /// That of this thread; nullptr for none.
    static const Watch* current();
    void tell(const Asked& asked) const { told_(asked); }

  private:
    std::function<void(const Asked&)> told_;
};

}  // namespace tlslint
