// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/files.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace tlslint::test {

/// A directory of its own, removed at the end. Everyone may enter it.
class TemporaryTree {
  public:
    TemporaryTree() : path_(directory_.path().string()) {
        if (::chmod(path_.c_str(), 0755) != 0) std::abort();
    }
    TemporaryTree(const TemporaryTree&) = delete;
    TemporaryTree& operator=(const TemporaryTree&) = delete;
    /// What a test locked is opened again, so that the directory can go.
    ~TemporaryTree() {
        std::error_code ignored;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path_, ignored)) {
            if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
                std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all,
                                             ignored);
            }
        }
    }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string at(std::string_view name) const {
        return path_ + "/" + std::string(name);
    }

    void directory(std::string_view name) const { std::filesystem::create_directories(at(name)); }
    void file(std::string_view name, std::string_view text) const {
        std::filesystem::create_directories(std::filesystem::path(at(name)).parent_path());
        std::ofstream(at(name), std::ios::binary) << text;
    }
    void link(std::string_view name, const std::string& target) const {
        std::filesystem::create_directories(std::filesystem::path(at(name)).parent_path());
        ASSERT_EQ(::symlink(target.c_str(), at(name).c_str()), 0) << name;
    }
    void fifo(std::string_view name) const {
        ASSERT_EQ(::mkfifo(at(name).c_str(), 0644), 0) << name;
    }
    void socket(std::string_view name) const {
        const std::string path = at(name);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        ASSERT_LT(path.size(), sizeof address.sun_path);
        path.copy(address.sun_path, path.size());
        const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ASSERT_EQ(::bind(number, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::close(number);
    }
    void mode(std::string_view name, mode_t bits) const {
        ASSERT_EQ(::chmod(at(name).c_str(), bits), 0) << name;
    }

  private:
    TemporaryDirectory directory_;
    std::string path_;
};

/// Stands in a directory until the end of the scope.
class WorkingDirectory {
  public:
    explicit WorkingDirectory(const std::string& path) : before_(std::filesystem::current_path()) {
        std::filesystem::current_path(path);
    }
    WorkingDirectory(const WorkingDirectory&) = delete;
    WorkingDirectory& operator=(const WorkingDirectory&) = delete;
    ~WorkingDirectory() {
        std::error_code ignored;
        std::filesystem::current_path(before_, ignored);
    }

  private:
    std::filesystem::path before_;
};

/// Runs checks in a child process, for what cannot be taken back (credentials, filters of system
/// calls). The checks may use EXPECT_*; a failure in the child fails the test.
template <class Checks>
void in_child(const Checks& checks) {
    std::fflush(nullptr);  // or the child prints it again
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        checks();
        std::fflush(nullptr);
        ::_exit(::testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the checks in the child failed";
}

/// As a user whom permissions bind: root is not.
template <class Checks>
void as_ordinary_user(const Checks& checks) {
    in_child([&] {
        constexpr uid_t nobody = 65534;
        if (::geteuid() == 0) {
            ASSERT_EQ(::setgroups(0, nullptr), 0);
            ASSERT_EQ(::setresgid(nobody, nobody, nobody), 0);
            ASSERT_EQ(::setresuid(nobody, nobody, nobody), 0);
        }
        checks();
    });
}

/// What read() gives, text or error, in one string to compare.
inline std::string read(const FileSystem& files, std::string_view path,
                        std::uint64_t limit = 1024 * 1024) {
    const Result<std::string> text = files.read(path, limit);
    return text ? "= " + *text : "! " + text.error();
}

inline std::string list(const FileSystem& files, std::string_view path, std::size_t limit = 100) {
    const Result<std::vector<std::string>> names = files.list(path, limit);
    if (!names) return "! " + names.error();
    std::string joined = "=";
    for (const std::string& name : *names) joined += " " + name;
    return joined;
}

inline FileSystem root_of(const std::string& directory) {
    const Result<FileSystem> files = FileSystem::rooted(directory);
    EXPECT_TRUE(files) << directory;
    return files ? *files : FileSystem::memory({});
}

}  // namespace tlslint::test
