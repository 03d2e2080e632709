// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/disk.hpp"
#include "parsers/text/files.hpp"
#include "parsers/text/memory_tree.hpp"
#include "tests/parsers/text/temporary_tree.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unistd.h>

namespace tlslint {
namespace {

using test::list;
using test::read;
using test::root_of;
using test::TemporaryTree;
using test::WorkingDirectory;
using Kind = FileStatus::Kind;

constexpr std::uint64_t mebi = 1024 * 1024;

TEST(Files, ReadsRegularFilesOnly) {
    const TemporaryTree tree;
    tree.file("root/etc/a.conf", "a");
    tree.file("root/empty", "");
    tree.file("secret", "outside");
    tree.link("root/etc/relative", "../etc/a.conf");
    tree.link("root/etc/slashed", "../etc/");
    tree.link("root/out", tree.at("secret"));
    tree.link("root/loop", "loop");
    tree.link("root/ping", "etc/pong");
    tree.link("root/etc/pong", "../ping");
    tree.link("root/broken", "nowhere");
    tree.fifo("root/fifo");
    tree.socket("root/socket");
    const WorkingDirectory here(tree.at("root"));
    struct Case {
        std::string_view path;
        std::string_view text;
        Kind kind;
    };
    constexpr Case cases[] = {
        {"etc/a.conf", "= a", Kind::regular},
        {"./etc//../etc/relative", "= a", Kind::regular},
        {"empty", "= ", Kind::regular},
        {"out", "= outside", Kind::regular},  // the disk is the disk
        {"nowhere", "! No such file or directory", Kind::missing},
        {"", "! No such file or directory", Kind::missing},
        {"broken", "! No such file or directory", Kind::missing},
        {"empty/x", "! Not a directory", Kind::missing},
        {"empty/", "! Not a directory", Kind::missing},
        {"loop", "! Too many levels of symbolic links", Kind::link_loop},
        {"ping", "! Too many levels of symbolic links", Kind::link_loop},
        {"etc", "! Is a directory", Kind::directory},
        {"etc/slashed/", "! Is a directory", Kind::directory},
        {"fifo", "! not a regular file (a FIFO)", Kind::fifo},
        {"socket", "! not a regular file (a socket)", Kind::socket},
        {"/dev/null", "! not a regular file (a device)", Kind::device},
        {"/dev/tty", "! not a regular file (a device)", Kind::device},
    };
    const FileSystem files = FileSystem::disk();
    for (const Case& c : cases) {
        SCOPED_TRACE(c.path);
        const FileStatus status = files.status(c.path);
        EXPECT_EQ(status.kind, c.kind);
        EXPECT_EQ(read(files, c.path), c.text);
        const bool is_there = c.kind != Kind::missing && c.kind != Kind::link_loop;
        EXPECT_EQ(status.error, is_there ? "" : c.text.substr(2));
    }
    const std::string long_name(300, 'n');
    EXPECT_EQ(read(files, long_name), "! File name too long");
    EXPECT_EQ(files.status(long_name).kind, Kind::missing);
    using namespace std::string_view_literals;
    EXPECT_EQ(read(files, "etc/a.conf\0x"sv), "! No such file or directory");
}

TEST(Files, KeepsToTheLimit) {
    const TemporaryTree tree;
    const FileSystem files = FileSystem::disk();
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 8192U, 100'000U}) {
        SCOPED_TRACE(size);
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(i % 251);
        tree.file("f", text);
        EXPECT_EQ(read(files, tree.at("f"), size), "= " + text);
        EXPECT_EQ(read(files, tree.at("f"), size + 1), "= " + text);
        EXPECT_EQ(read(files, tree.at("f"), UINT64_MAX), "= " + text);
        if (size == 0) continue;
        EXPECT_TRUE(read(files, tree.at("f"), size - 1).starts_with("! larger than "));
    }
    tree.file("f", "12345");
    EXPECT_EQ(read(files, tree.at("f"), 4), "! larger than 4 bytes");
    EXPECT_EQ(read(files, tree.at("f"), 0), "! larger than 0 bytes");
    ASSERT_EQ(::truncate(tree.at("f").c_str(), off_t{1} << 40), 0);  // a sparse TiB
    EXPECT_EQ(read(files, tree.at("f"), 64 * 1024), "! larger than 64 KiB");
    EXPECT_EQ(read(files, tree.at("f"), 3 * mebi), "! larger than 3 MiB");
    EXPECT_EQ(read(FileSystem::memory({{"/f", "12345"}}), "/f", 4), "! larger than 4 bytes");
}

TEST(Files, DoesNotTrustTheSize) {
    const FileSystem files = FileSystem::disk();
    EXPECT_EQ(files.status("/proc/version").size, 0U);
    EXPECT_TRUE(read(files, "/proc/version").starts_with("= Linux"));
    EXPECT_EQ(read(files, "/proc/version", 10), "! larger than 10 bytes");
    EXPECT_GT(read(files, "/proc/self/smaps", 1 << 24).size(), 8192U);  // more than the first guess
    EXPECT_EQ(read(files, "/proc/self/smaps", 8192), "! larger than 8 KiB");
}

TEST(Files, Status) {
    const TemporaryTree tree;
    tree.file("a", "12345");
    tree.mode("a", 0640);
    tree.link("l", "a");
    ASSERT_EQ(::link(tree.at("a").c_str(), tree.at("hard").c_str()), 0);
    const FileSystem files = FileSystem::disk();
    const FileStatus status = files.status(tree.at("a"));
    EXPECT_EQ(status.size, 5U);
    EXPECT_EQ(status.mode, 0640U);
    EXPECT_EQ(files.status(tree.at("l")), status);
    EXPECT_EQ(files.status(tree.at("hard")), status);
    EXPECT_EQ(root_of(tree.path()).status("/a"), status);
    EXPECT_NE(files.status(tree.path()).inode, status.inode);
    EXPECT_TRUE(files.has(tree.at("l")));
    EXPECT_FALSE(files.has(tree.at("n")));
}

TEST(Files, List) {
    const TemporaryTree tree;
    for (const std::string_view name : {"d/b", "d/a", "d/B", "d/.h", "d/\xff", "d/10", "d/9"})
        tree.file(name, "");
    tree.link("d/l", "nowhere");
    tree.directory("d/s");
    const FileSystem files = FileSystem::disk();
    EXPECT_EQ(list(files, tree.at("d")), "= .h 10 9 B a b l s \xff");
    EXPECT_EQ(list(files, tree.at("d"), 9), "= .h 10 9 B a b l s \xff");
    EXPECT_EQ(list(files, tree.at("d"), 8), "! more than 8 directory entries");
    EXPECT_EQ(list(files, tree.at("n")), "! No such file or directory");
    EXPECT_EQ(list(files, tree.at("d/a")), "! Not a directory");
    EXPECT_EQ(list(files, tree.at("d/l")), "! No such file or directory");
    EXPECT_EQ(list(files, tree.at("d/s")), "=");
    const Result<Listing> listing = files.entries(tree.at("d"), 8);
    ASSERT_TRUE(listing);
    EXPECT_TRUE(listing->past_limit);
    EXPECT_TRUE(listing->entries.empty());
}

TEST(Files, Permissions) {
    const TemporaryTree tree;
    tree.file("closed", "");
    tree.file("d/a", "x");
    tree.file("listed/a", "x");
    tree.mode("closed", 0);
    tree.mode("d", 0);
    tree.mode("listed", 0444);
    test::as_ordinary_user([&] {
        for (const FileSystem& files : {FileSystem::disk(), root_of("/")}) {
            EXPECT_EQ(files.status(tree.at("closed")).kind, Kind::regular);
            EXPECT_EQ(files.status(tree.at("closed")).error, "");
            EXPECT_EQ(read(files, tree.at("closed")), "! Permission denied");
            EXPECT_EQ(files.status(tree.at("d/a")).kind, Kind::refused);
            EXPECT_EQ(files.status(tree.at("d/a")).error, "Permission denied");
            EXPECT_EQ(files.status(tree.at("d")).kind, Kind::directory);
            EXPECT_EQ(list(files, tree.at("d")), "! Permission denied");
            EXPECT_FALSE(files.has(tree.at("d/a")));
            EXPECT_EQ(list(files, tree.at("listed")), "= a");
            EXPECT_EQ(read(files, tree.at("listed/a")), "! Permission denied");
        }
    });
}

TEST(Map, TakesTheLongest) {
    const TemporaryTree tree;
    tree.file("real/etc/nginx/a.conf", "not mapped");
    tree.file("real/etc/nginx2/a.conf", "nginx2");
    tree.file("real/etc/ssl/x", "ssl");
    tree.file("deploy/nginx/a.conf", "a");
    tree.file("deploy/nginx/d/b.conf", "hidden");
    tree.file("deploy/b/b.conf", "b");
    tree.file("secret", "secret");
    const WorkingDirectory here(tree.path());
    FileSystem files = root_of("real");
    files.map("/etc/nginx", "wrong");
    files.map("/etc/nginx/", "deploy/nginx/");
    files.map("/etc/nginx/d", tree.at("deploy/b"));
    struct Case {
        std::string_view path;
        std::string_view text;
        std::string printed;
    };
    const Case cases[] = {
        {"/etc/nginx/a.conf", "= a", "deploy/nginx/a.conf"},
        {"etc//nginx/./a.conf", "= a", "deploy/nginx/a.conf"},
        {"/etc/nginx", "! Is a directory", "deploy/nginx"},
        {"/etc/nginx2/a.conf", "= nginx2", "real/etc/nginx2/a.conf"},
        {"/etc/nginx/d/b.conf", "= b", tree.at("deploy/b/b.conf")},
        {"/etc/nginx/d/../a.conf", "= a", "deploy/nginx/a.conf"},
        {"/etc/nginx/../ssl/x", "= ssl", "real/etc/ssl/x"},
        {"/etc/nginx/../../../secret", "! No such file or directory", "real/secret"},
        {"/etc/ssl/../nginx/a.conf", "= a", "deploy/nginx/a.conf"},
        {"/etc/nginx/nowhere", "! No such file or directory", "deploy/nginx/nowhere"},
        {"/etc/nginx/a.conf/", "! Not a directory", "deploy/nginx/a.conf"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.path);
        EXPECT_EQ(read(files, c.path), c.text);
        EXPECT_EQ(files.printed(c.path), c.printed);
    }
    EXPECT_EQ(list(files, "/etc/nginx"), "= a.conf d");
    EXPECT_EQ(list(files, "/etc"), "= nginx nginx2 ssl");
    EXPECT_TRUE(files.has("/etc/nginx/a.conf"));
    EXPECT_EQ(files.deployed("deploy/nginx/a.conf"), "/etc/nginx/a.conf");
    EXPECT_EQ(files.deployed("./deploy/b/../b/b.conf"), "/etc/nginx/d/b.conf");
    EXPECT_EQ(files.deployed(tree.at("deploy/nginx")), "/etc/nginx");
    EXPECT_EQ(files.deployed("real/etc/ssl/x"), "/etc/ssl/x");
}

TEST(Map, OfTheDiskAndOfEverything) {
    const TemporaryTree tree;
    tree.file("deploy/etc/a", "a");
    tree.file("b", "b");
    const WorkingDirectory here(tree.path());
    FileSystem files = FileSystem::disk();
    files.map("/", "deploy");
    EXPECT_EQ(read(files, "/etc/a"), "= a");
    EXPECT_EQ(files.printed("/etc/a"), "deploy/etc/a");
    EXPECT_EQ(files.deployed("deploy/etc/a"), "/etc/a");
    EXPECT_EQ(files.printed("/"), "deploy");

    FileSystem current = FileSystem::disk();
    current.map("/not-here", "");
    EXPECT_EQ(read(current, "/not-here/b"), "= b");
    EXPECT_EQ(current.printed("/not-here/b"), "b");
    EXPECT_EQ(current.deployed("b"), "/not-here/b");
    EXPECT_EQ(read(current, "/not-here/../" + tree.at("b")), "= b");
    EXPECT_EQ(current.printed("/not-here/../etc/x"), "/etc/x");
    EXPECT_EQ(current.printed("/etc/../x"), "/etc/../x");
    current.map("/disk", "/");
    EXPECT_EQ(read(current, "/disk" + tree.at("b")), "= b");
    EXPECT_EQ(current.printed("/disk/etc/x"), "/etc/x");
}

TEST(Files, PrintedAndDeployed) {
    const TemporaryTree tree;
    tree.directory("snap/host");
    const WorkingDirectory here(tree.path());
    struct Case {
        std::string_view path;
        std::string printed;
        std::string deployed;
    };
    const FileSystem disk = FileSystem::disk();
    const Case on_disk[] = {
        {"nginx.conf", "nginx.conf", tree.at("nginx.conf")},
        {"./nginx.conf", "nginx.conf", tree.at("nginx.conf")},
        {".//./a", "a", tree.at("a")},
        {"./", ".", tree.path()},
        {"../x", "../x", std::filesystem::path(tree.path()).parent_path() / "x"},
        {"/etc/nginx/../x", "/etc/nginx/../x", "/etc/x"},
        {".hidden/a", ".hidden/a", tree.at(".hidden/a")},
    };
    for (const Case& c : on_disk) {
        SCOPED_TRACE(c.path);
        EXPECT_EQ(disk.printed(c.path), c.printed);
        EXPECT_EQ(disk.deployed(c.path), c.deployed);
    }

    const FileSystem rooted = root_of("./snap/host/");
    EXPECT_EQ(rooted.printed("/etc/nginx/nginx.conf"), "snap/host/etc/nginx/nginx.conf");
    EXPECT_EQ(rooted.printed("etc/x"), "snap/host/etc/x");
    EXPECT_EQ(rooted.printed("/../x"), "snap/host/x");
    EXPECT_EQ(rooted.printed("/"), "snap/host");
    EXPECT_EQ(rooted.deployed("snap/host/etc/nginx/nginx.conf"), "/etc/nginx/nginx.conf");
    EXPECT_EQ(rooted.deployed(tree.at("snap/host/etc/x")), "/etc/x");
    EXPECT_EQ(rooted.deployed("snap/host"), "/");
    EXPECT_EQ(rooted.deployed("snap/host2/x"), "/snap/host2/x");
    EXPECT_EQ(rooted.deployed("/etc/nginx/nginx.conf"), "/etc/nginx/nginx.conf");

    const FileSystem whole = root_of("/");
    EXPECT_EQ(whole.printed("/etc/x"), "/etc/x");
    EXPECT_EQ(whole.deployed("x"), tree.at("x"));

    const FileSystem memory = FileSystem::memory({});
    EXPECT_EQ(memory.printed("./a/b"), "a/b");
    EXPECT_EQ(memory.deployed("./a/../b"), "b");
    EXPECT_EQ(memory.deployed("/a/../b"), "/b");
}

}  // namespace
}  // namespace tlslint
