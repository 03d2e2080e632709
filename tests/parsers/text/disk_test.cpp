// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/disk.hpp"
#include "tests/parsers/text/temporary_tree.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <iterator>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <random>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tlslint {
namespace {

using test::list;
using test::read;
using test::root_of;
using test::TemporaryTree;
using Kind = FileStatus::Kind;

/// One of each kind, and links to make trouble.
void plant(const TemporaryTree& tree) {
    tree.file("root/etc/a.conf", "a");
    tree.file("root/etc/sites/b.conf", "b");
    tree.file("root/empty", "");
    tree.file("secret", "outside");
    tree.fifo("root/fifo");
    tree.socket("root/socket");
    tree.link("root/absolute", "/etc/sites");
    tree.link("root/etc/relative", "sites/b.conf");
    tree.link("root/etc/sites/top", "/etc");
    tree.link("root/up", "../../../../secret");
    tree.link("root/out", tree.at("secret"));
    tree.link("root/outdir", tree.path());
    tree.link("root/etc/parent", "..");
    tree.link("root/self", ".");
    tree.link("root/slash", "/");
    tree.link("root/etc/slashed", "sites/");
    tree.link("root/filed", "empty/");
    tree.link("root/loop", "loop");
    tree.link("root/ping", "etc/pong");
    tree.link("root/etc/pong", "../ping");
    tree.link("root/broken", "nowhere");
    tree.link("root/chain00", "etc/a.conf");
    for (int i = 1; i <= 45; ++i)
        tree.link(fmt::format("root/chain{:02}", i), fmt::format("chain{:02}", i - 1));
}

/// Everything that holds under a root; run with openat2 and without.
void check_root(const TemporaryTree& tree) {
    const FileSystem files = root_of(tree.at("root"));
    struct Case {
        std::string_view path;
        std::string_view text;
    };
    constexpr Case cases[] = {
        {"/etc/a.conf", "= a"},
        {"etc/a.conf", "= a"},
        {"/../../etc/../../../etc/a.conf", "= a"},
        {"/absolute/b.conf", "= b"},
        {"/etc/relative", "= b"},
        {"/etc/sites/top/a.conf", "= a"},
        {"/etc/sites/top/../absolute/b.conf", "= b"},
        {"/etc/parent/etc/parent/slash/self/etc/a.conf", "= a"},
        {"/etc/slashed/b.conf", "= b"},
        {"/up", "! No such file or directory"},
        {"/out", "! No such file or directory"},
        {"/outdir/secret", "! No such file or directory"},
        {"/../secret", "! No such file or directory"},
        {"/absolute/../../../secret", "! No such file or directory"},
        {"/broken", "! No such file or directory"},
        {"", "! No such file or directory"},
        {"/empty/.", "! Not a directory"},
        {"/empty/..", "! Not a directory"},
        {"/filed", "! Not a directory"},
        {"/loop", "! Too many levels of symbolic links"},
        {"/ping", "! Too many levels of symbolic links"},
        {"/chain39", "= a"},  // 40 links, as the kernel allows
        {"/chain40", "! Too many levels of symbolic links"},
        {"/", "! Is a directory"},
        {"/..", "! Is a directory"},
        {"/etc/", "! Is a directory"},
        {"/fifo", "! not a regular file (a FIFO)"},
        {"/socket", "! not a regular file (a socket)"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.path);
        EXPECT_EQ(read(files, c.path), c.text);
    }
    EXPECT_EQ(files.status("/socket").kind, Kind::socket);
    EXPECT_EQ(files.status("/loop").kind, Kind::link_loop);
    EXPECT_EQ(files.status("/out").kind, Kind::missing);
    EXPECT_EQ(files.status("/slash"), files.status("/"));
    EXPECT_EQ(files.status("/").inode, FileSystem::disk().status(tree.at("root")).inode);
    EXPECT_TRUE(files.has("/loop"));
    EXPECT_TRUE(files.has("/out"));
    EXPECT_FALSE(files.has("/out/"));
    EXPECT_TRUE(files.has("/absolute/"));
    EXPECT_EQ(list(files, "/absolute"), "= b.conf top");
    EXPECT_EQ(list(files, "/etc/parent/etc/sites/"), "= b.conf top");
    EXPECT_EQ(list(files, "/.."), list(files, "/"));
    EXPECT_EQ(list(files, "/empty"), "! Not a directory");
    EXPECT_EQ(list(files, "/outdir"), "! No such file or directory");

    const FileSystem whole = root_of("/");
    EXPECT_TRUE(read(whole, "/proc/self/status").starts_with("= Name:"));
    EXPECT_EQ(read(whole, "/proc/self/exe"), "! Too many levels of symbolic links");
    EXPECT_EQ(read(whole, "/proc/self/root/etc/passwd"), "! Too many levels of symbolic links");
    EXPECT_EQ(read(whole, "/proc/self/cwd/x"), "! Too many levels of symbolic links");
    EXPECT_EQ(read(whole, "/proc/self/ns/net"), "! Too many levels of symbolic links");
    EXPECT_EQ(whole.status("/proc/self/fd/0").kind, Kind::link_loop);
}

/// From here on the kernel refuses openat2 with an errno, as old kernels and sandboxes do.
void refuse_openat2(int error) {
    const auto answer =
        static_cast<std::uint32_t>(SECCOMP_RET_ERRNO | static_cast<unsigned>(error));
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{.len = std::size(filter), .filter = filter};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
    ASSERT_EQ(::syscall(SYS_openat2, -1, "", nullptr, 0), -1);
    ASSERT_EQ(errno, error);
}

TEST(Root, IsNeverLeft) {
    const TemporaryTree tree;
    plant(tree);
    check_root(tree);
}

TEST(Root, IsNeverLeftWithoutOpenat2) {
    const TemporaryTree tree;
    plant(tree);
    for (const int error : {ENOSYS, EPERM}) {
        SCOPED_TRACE(error);
        test::in_child([&] {
            refuse_openat2(error);
            check_root(tree);
        });
    }
}

TEST(Root, LeavesNothingOpen) {
    const TemporaryTree tree;
    plant(tree);
    const FileSystem disk = FileSystem::disk();
    const std::string before = list(disk, "/proc/self/fd");
    check_root(tree);
    EXPECT_EQ(list(disk, "/proc/self/fd"), before);
    test::in_child([&] {
        refuse_openat2(ENOSYS);
        check_root(tree);
        EXPECT_EQ(list(disk, "/proc/self/fd"), before);
    });
}

TEST(Root, WalkAgreesWithTheKernel) {
    // With a size of 0 a kernel that has it says EINVAL.
    if (::syscall(SYS_openat2, -1, "", nullptr, 0) == -1 && errno != EINVAL)
        GTEST_SKIP() << "no openat2 here";
    const TemporaryTree tree;
    plant(tree);
    tree.directory("root/closed/d");
    tree.directory("root/listed/d");
    tree.mode("root/closed", 0);
    tree.mode("root/listed", 0444);
    // A link counts twice for the kernel when it repeats a walk, as it does under load: no path
    // comes near its limit of 40, but for the one beyond it.
    constexpr std::string_view pieces[] = {
        "etc",     "sites",   "top",    "a.conf",  "b.conf", "absolute", "relative", "up",
        "out",     "outdir",  ".",      "..",      "parent", "self",     "slash",    "slashed",
        "filed",   "loop",    "ping",   "pong",    "empty",  "broken",   "fifo",     "chain12",
        "chain45", "nowhere", "secret", "closed",  "d",      "root",     "listed",   "",
        "..",      "etc",     "parent", "absolute"};
    test::as_ordinary_user([&] {
        const text::Opened root = text::DiskTree{}.open(tree.at("root"), O_PATH | O_DIRECTORY);
        ASSERT_EQ(root.error, 0);
        std::mt19937 random(7);
        int reached = 0;
        for (int round = 0; round < 15'000; ++round) {
            std::string path = random() % 2 == 0 ? "/" : "";
            for (std::size_t count = 1 + random() % 6; count > 0; --count) {
                path += pieces[random() % std::size(pieces)];
                if (count > 1 || random() % 6 == 0) path += '/';
            }
            for (const int flags :
                 {O_PATH, O_PATH | O_NOFOLLOW, O_RDONLY | O_NONBLOCK, O_RDONLY | O_DIRECTORY}) {
                SCOPED_TRACE(fmt::format("{} with {:o}", path, flags));
                const text::Opened kernel = text::open_in_root(root.file.number(), path, flags);
                const text::Opened walk = text::walk_in_root(root.file.number(), path, flags);
                ASSERT_EQ(text::words(walk.error), text::words(kernel.error));
                if (kernel.error != 0) continue;
                ++reached;
                struct stat expected {};
                struct stat found {};
                ASSERT_EQ(::fstat(kernel.file.number(), &expected), 0);
                ASSERT_EQ(::fstat(walk.file.number(), &found), 0);
                ASSERT_EQ(found.st_ino, expected.st_ino);
            }
        }
        EXPECT_GT(reached, 5'000);
    });
}

TEST(Root, WalkIsBounded) {
    const TemporaryTree tree;
    tree.directory("d");
    tree.link("d/d", "../d");
    const text::Opened root = text::DiskTree{}.open(tree.path(), O_PATH | O_DIRECTORY);
    std::string path;
    for (int i = 0; i < 39; ++i) path += "/d";
    EXPECT_EQ(text::walk_in_root(root.file.number(), path, O_PATH).error, 0);
    EXPECT_EQ(text::walk_in_root(root.file.number(), path + "/d/d/d", O_PATH).error, ELOOP);
    EXPECT_EQ(text::walk_in_root(root.file.number(), std::string(5'000, '/'), O_PATH).error,
              ENAMETOOLONG);

    std::string deep = tree.path();
    std::string below;
    for (int i = 0; i < 300; ++i) {
        below += "/e";
        ASSERT_EQ(::mkdir((deep + below).c_str(), 0755), 0);
    }
    EXPECT_EQ(text::walk_in_root(root.file.number(), below.substr(0, 500), O_PATH).error, 0);
    EXPECT_EQ(text::walk_in_root(root.file.number(), below, O_PATH).error, ENAMETOOLONG);
}

TEST(Root, HasToBeADirectory) {
    const TemporaryTree tree;
    tree.file("f", "");
    const auto error = [&](const std::string& path) {
        const Result<FileSystem> files = FileSystem::rooted(path);
        return files ? "" : files.error();
    };
    EXPECT_EQ(error(tree.path()), "");
    EXPECT_EQ(error(tree.at("n")), "No such file or directory");
    EXPECT_EQ(error(tree.at("f")), "Not a directory");
    EXPECT_EQ(error(""), "No such file or directory");
}

TEST(Root, StaysOpenInCopies) {
    const TemporaryTree tree;
    tree.file("r/a", "a");
    FileSystem copy = FileSystem::memory({});
    {
        const FileSystem original = root_of(tree.at("r"));
        copy = original;
    }
    ASSERT_EQ(::rename(tree.at("r").c_str(), tree.at("s").c_str()), 0);
    EXPECT_EQ(read(copy, "/a"), "= a");
}
}  // namespace
}  // namespace tlslint
