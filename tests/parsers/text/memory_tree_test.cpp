// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/memory_tree.hpp"
#include "tests/parsers/text/temporary_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {
namespace {

using test::list;
using test::read;
using Kind = FileStatus::Kind;

TEST(Memory, BehavesLikeADisk) {
    const FileSystem files = FileSystem::memory({{"/etc/nginx/nginx.conf", "n"},
                                                 {"/etc/nginx/conf.d/a.conf", "a"},
                                                 {"b.conf", "b"},
                                                 {"/x/../c.conf", "c"},
                                                 {"/c.conf", "C"}});
    struct Case {
        std::string_view path;
        std::string_view text;
    };
    constexpr Case cases[] = {
        {"/etc/nginx/nginx.conf", "= n"},
        {"etc//nginx/./conf.d/../nginx.conf", "= n"},
        {"/../etc/nginx/nginx.conf", "= n"},
        {"/b.conf", "= b"},
        {"./b.conf", "= b"},
        {"/c.conf", "= C"},
        {"/etc", "! Is a directory"},
        {"/", "! Is a directory"},
        {"/etc/nginx/nginx.conf/", "! Not a directory"},
        {"/b.conf/..", "! Not a directory"},
        {"/nowhere/../b.conf", "! No such file or directory"},
        {"/etc/ngin", "! No such file or directory"},
        {"", "! No such file or directory"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.path);
        EXPECT_EQ(read(files, c.path), c.text);
    }
    EXPECT_EQ(read(files, std::string(5'000, '/')), "! File name too long");
    EXPECT_EQ(list(files, "/"), "= b.conf c.conf etc");
    EXPECT_EQ(list(files, "/etc/nginx/"), "= conf.d nginx.conf");
    EXPECT_EQ(list(files, "/", 2), "! more than 2 directory entries");
    EXPECT_EQ(list(files, "/b.conf"), "! Not a directory");
    EXPECT_EQ(list(files, "/y"), "! No such file or directory");
    EXPECT_EQ(list(FileSystem::memory({}), "/"), "=");

    EXPECT_EQ(files.status("/etc/nginx/nginx.conf").kind, Kind::regular);
    EXPECT_EQ(files.status("/etc/nginx/nginx.conf").size, 1U);
    EXPECT_EQ(files.status("/etc").kind, Kind::directory);
    EXPECT_EQ(files.status("/y").error, "No such file or directory");
}

TEST(Memory, TellsFilesApart) {
    const FileSystem files = FileSystem::memory({{"/a/b/c", ""}, {"/a/b/d", ""}, {"/e", ""}});
    std::vector<std::uint64_t> inodes;
    for (const std::string_view path : {"/", "/a", "/a/b", "/a/b/c", "/a/b/d", "/e"}) {
        inodes.push_back(files.status(path).inode);
        EXPECT_EQ(files.status(std::string(path) + "/.").inode == inodes.back(),
                  files.status(path).kind == Kind::directory);
    }
    std::ranges::sort(inodes);
    EXPECT_EQ(std::ranges::adjacent_find(inodes), inodes.end());
}

TEST(Memory, KeyBelowAKey) {
    const FileSystem files = FileSystem::memory({{"/a", "file"}, {"/a.b", ""}, {"/a/b", "below"}});
    EXPECT_EQ(read(files, "/a"), "= file");
    EXPECT_EQ(read(files, "/a/b"), "= below");
    EXPECT_EQ(list(files, "/"), "= a a.b");
    EXPECT_EQ(list(files, "/a"), "= b");
}

TEST(Normal, Table) {
    struct Case {
        std::string_view path;
        std::string_view normal;
    };
    constexpr Case cases[] = {
        {"", "/"},
        {"/", "/"},
        {"//", "/"},
        {"a", "/a"},
        {"/a/", "/a"},
        {"/a//b", "/a/b"},
        {"/a/./b", "/a/b"},
        {"/a/../b", "/b"},
        {"/../a", "/a"},
        {"/a/b/../..", "/"},
        {"/..", "/"},
        {"/...", "/..."},
        {"/a/..b", "/a/..b"},
        {"/.a/b.", "/.a/b."},
    };
    for (const Case& c : cases) EXPECT_EQ(text::normal(c.path), c.normal) << c.path;
}
}  // namespace
}  // namespace tlslint
