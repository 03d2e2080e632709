// SPDX-License-Identifier: Apache-2.0
#include "audit/config/target.hpp"
#include "parsers/model/facts.hpp"
#include "parsers/openssl/distributions.hpp"
#include "parsers/openssl/versions.hpp"
#include "tests/parsers/text/temporary_tree.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::config {
namespace {

using Tree = std::map<std::string, std::string>;

Detected in(Tree files, std::string_view server = "nginx") {
    return detect(FileSystem::memory(std::move(files)), server).value_or(Detected{});
}

std::string name_of(const Target* target) {
    return std::string(target ? target->name : "none");
}

TEST(Target, RowsMakeSense) {
    std::set<std::string_view> names;
    for (const Target& target : targets()) {
        SCOPED_TRACE(target.name);
        EXPECT_TRUE(names.insert(target.name).second);
        EXPECT_EQ(find_target(target.name), &target);
        EXPECT_FALSE(target.source.empty());
        for (const std::string_view server : {"nginx", "apache", "haproxy"}) {
            EXPECT_TRUE(parse_server_version(server_version(target, server))) << server;
            ASSERT_NE(openssl::find_distribution(target.name), nullptr);
            const openssl::Distribution& library = library_of(target, server);
            const int level = openssl::starting_level(library);
            EXPECT_GE(level, openssl::default_security_level(library.library.version)) << server;
            EXPECT_LE(level, 2) << server;
        }
        EXPECT_EQ(server_version(target, "lighttpd"), "");
    }
    EXPECT_EQ(targets().back().name, "upstream");
    EXPECT_EQ(library_of(*find_target("rhel-7"), "nginx").release, "1.1.1k");
    EXPECT_EQ(library_of(*find_target("rhel-7"), "apache").release, "1.0.2k");
}

TEST(Target, Names) {
    struct Case {
        std::string_view given;
        std::string_view target;
    };
    constexpr Case cases[] = {
        {"debian-12", "debian-12"},
        {"debian-12.11", "debian-12"},
        {"bookworm", "debian-12"},
        {"raspbian-11", "debian-11"},
        {"ubuntu-24.04", "ubuntu-24.04"},
        {"ubuntu-24.04.3", "ubuntu-24.04"},
        {"jammy", "ubuntu-22.04"},
        {"pop-22.04", "ubuntu-22.04"},
        {"rocky-9", "rhel-9"},
        {"rocky-9.4", "rhel-9"},
        {"almalinux-9", "rhel-9"},
        {"centos-7", "rhel-7"},
        {"centos-stream-9", "rhel-9"},
        {"oraclelinux-9", "rhel-9"},
        {"ol-8.10", "rhel-8"},
        {"alpine-3.22.1", "alpine-3.22"},
        {"alpine", "alpine-3.24"},
        {"debian", "debian-13"},
        {"upstream", "upstream"},
        {"debian-9", "none"},
        {"fedora-42", "none"},
        {"ubuntu-24", "none"},
        {"alpine-3", "none"},
        {"", "none"},
        {"-", "none"},
        {"debian-", "none"},
        {"-12", "none"},
        {"Debian-12", "none"},
    };
    for (const Case& c : cases) EXPECT_EQ(name_of(find_target(c.given)), c.target) << c.given;
}

TEST(Target, Nearest) {
    EXPECT_EQ(nearest_target("debain-12"), "debian-12");
    EXPECT_EQ(nearest_target("debian12"), "debian-12");
    EXPECT_EQ(nearest_target("debian-14"), "debian-13");
    EXPECT_EQ(nearest_target("ubunut-22.04"), "ubuntu-22.04");
    EXPECT_EQ(nearest_target("rokcy-9"), "rhel-9");
    EXPECT_EQ(nearest_target("bokworm"), "debian-12");
    EXPECT_EQ(nearest_target("upstraem"), "upstream");
    EXPECT_EQ(nearest_target("windows-2022"), "");
    EXPECT_EQ(nearest_target(""), "");
}

TEST(Detect, Release) {
    struct Case {
        std::string_view release;
        std::string_view target;
        std::string_view name;
    };
    constexpr Case cases[] = {
        {"ID=debian\nVERSION_ID=\"12\"\n", "debian-12", "debian-12"},
        {"NAME=\"Ubuntu\"\nVERSION_ID='24.04'\nID=ubuntu\nID_LIKE=debian\n", "ubuntu-24.04",
         "ubuntu-24.04"},
        {"ID=\"rocky\"\r\nVERSION_ID=\"9.4\"\r\n", "rhel-9", "rhel-9"},
        {"ID=\"centos\"\nVERSION_ID=\"10\"", "rhel-10", "rhel-10"},
        {"ID=alpine\nVERSION_ID=3.22.1\n", "alpine-3.22", "alpine-3.22"},
        {"ID=fedora\nVERSION_ID=42\n", "none", "fedora-42"},
        {"ID=amzn\nID_LIKE=\"centos rhel fedora\"\nVERSION_ID=\"2023\"\n", "none", "amzn-2023"},
        {"ID=debian\nVERSION_CODENAME=forky\n", "none", "debian"},
        {"ID=debian\nVERSION_ID=12\nVERSION_ID=13\n", "debian-13", "debian-13"},
        {"ID=a\x1b[31mb\n", "none", ""},
        {"VERSION_ID=12\n", "none", ""},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.release);
        const Detected detected = in({{"/etc/os-release", std::string(c.release)}});
        EXPECT_EQ(name_of(detected.target), c.target);
        EXPECT_EQ(detected.target_name, c.name);
        EXPECT_EQ(detected.server_version, "");
    }
    EXPECT_EQ(in({{"/usr/lib/os-release", "ID=debian\nVERSION_ID=11\n"}}).target_name, "debian-11");
    EXPECT_FALSE(detect(FileSystem::memory({{"/etc/nginx/nginx.conf", ""}}), "nginx"));
}

constexpr std::string_view dpkg_status = R"(Package: libssl1.1
Status: deinstall ok config-files
Version: 1.1.1n-0+deb11u5

Package: apache2-bin
Status: install ok installed
Version: 2.4.71-1~deb12u1
Description: Apache HTTP Server
 Package: haproxy
 Version: 9.9

Package: haproxy
Status: install ok half-installed
Version: 2.6.12-1+deb12u4

Package: nginx
Status: install ok installed
Architecture: all
Version: 1.22.0-1

Package: nginx-light
Status: hold ok installed
Depends: nginx (>= 1.22)
Version: 1:1.22.1-9+deb12u11

Package: libssl3
Status: install ok triggers-pending
Version: 3.0.22-1~deb12u2
)";

TEST(Detect, Dpkg) {
    const Tree tree{{"/var/lib/dpkg/status", std::string(dpkg_status)}};
    EXPECT_EQ(in(tree).server_version, "1.22.1");
    EXPECT_EQ(in(tree).openssl_version, "3.0.22");
    EXPECT_EQ(in(tree).target, nullptr);
    EXPECT_EQ(in(tree, "apache").server_version, "2.4.71");
    EXPECT_EQ(in(tree, "haproxy").server_version, "");
    EXPECT_EQ(in(tree, "lighttpd").server_version, "");
}

TEST(Detect, Distroless) {
    const Tree tree{
        {"/var/lib/dpkg/status.d/libssl3t64", "Package: libssl3t64\nVersion: 3.5.9-1\n"},
        {"/var/lib/dpkg/status.d/libssl3t64.md5sums", "Package: libssl3\nVersion: 1\n"},
        {"/var/lib/dpkg/status.d/bmdpbng", "Package: nginx\nVersion: 1.26.3-3"}};
    EXPECT_EQ(in(tree).server_version, "1.26.3");
    EXPECT_EQ(in(tree).openssl_version, "3.5.9");
}

TEST(Detect, Apk) {
    const std::string installed = "C:Q1abc=\nP:nginx\nV:1.28.0-r3\nA:x86_64\nF:etc\nR:P:apache2\n\n"
                                  "C:Q1abc=\nP:libssl3\nV:3.5.8-r0\n\nP:apache2-utils\nV:1-r0\n\n";
    for (const char* path : {"/lib/apk/db/installed", "/usr/lib/apk/db/installed"}) {
        const Tree tree{{path, installed}, {"/etc/os-release", "ID=alpine\nVERSION_ID=3.22.2\n"}};
        EXPECT_EQ(in(tree).server_version, "1.28.0");
        EXPECT_EQ(in(tree).openssl_version, "3.5.8");
        EXPECT_EQ(in(tree).target_name, "alpine-3.22");
        EXPECT_EQ(in(tree, "apache").server_version, "");
    }
}

TEST(Detect, VersionsThatMakeNoSense) {
    for (const std::string version : {"", "x", "-1", "\x1b[31m", "1 2"}) {
        const Tree tree{
            {"/etc/os-release", "ID=debian\nVERSION_ID=12\n"},
            {"/var/lib/dpkg/status",
             "Package: nginx\nVersion: " + version + "\n\nPackage: libssl3\nVersion: " + version}};
        EXPECT_EQ(in(tree).server_version, "") << version;
        EXPECT_EQ(in(tree).openssl_version, "") << version;
        EXPECT_EQ(in(tree).target_name, "debian-12");
    }
    EXPECT_EQ(in({{"/lib/apk/db/installed", "P:nginx\nV:99999999.1-r0\n"}}).server_version, "");
}

// Written by the original, with tables, headers and the mode of rpm's sqlite backend; big enough
// for inner pages and with headers on overflow pages.
constexpr std::string_view make_database = R"(
import sqlite3, struct, sys
path, page_size = sys.argv[1], sys.argv[2]
def header(name, version, padding):
    data, index = b'', b''
    for tag, kind, value in ((63, 7, b'x' * 16), (1000, 6, name + b'\0'), (1001, 6, version + b'\0'),
                             (1002, 6, b'1.el9\0'), (5000, 7, b'p' * padding)):
        index += struct.pack('>4I', tag, kind, len(data), len(value) if kind == 7 else 1)
        data += value
    return struct.pack('>2I', len(index) // 16, len(data)) + index + data
db = sqlite3.connect(path)
db.executescript('PRAGMA page_size=%s; PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;' % page_size)
db.executescript('''CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL,
  FOREIGN KEY (hnum) REFERENCES 'Packages'(hnum));
CREATE INDEX IF NOT EXISTS 'Name_key_idx' ON 'Name'(key ASC);''')
def add(number, name, version, padding):
    db.execute('INSERT INTO Packages VALUES (?, ?)', (number, header(name, version, padding)))
    db.execute('INSERT INTO Name VALUES (?, ?, 0)', (name.decode(), number))
add(1, b'httpd', b'2.4.62', 0)
for i in range(2, 900): add(i, b'package-%d' % i, b'1.%d' % i, i * 7)
add(70000, b'nginx-core', b'1.20.1', 60000)
add(70001, b'nginx', b'1.20.0', 3)
add(5000000000, b'openssl-libs', b'3.5.5', 20000)
db.commit()
db.close()
)";

std::string python_database(const test::TemporaryTree& tree, int page_size) {
    tree.file("make.py", make_database);
    const std::string command = fmt::format("python3 {} {} {} 2>/dev/null", tree.at("make.py"),
                                            tree.at("rpmdb.sqlite"), page_size);
    if (std::system(command.c_str()) != 0) return {};
    return *FileSystem::disk().read(tree.at("rpmdb.sqlite"), 64 << 20);
}

TEST(Detect, Rpm) {
    for (const int page_size : {512, 4096, 65536}) {
        SCOPED_TRACE(page_size);
        const test::TemporaryTree temporary;
        const std::string database = python_database(temporary, page_size);
        if (database.empty()) GTEST_SKIP() << "no python3 with sqlite3";
        for (const char* path :
             {"/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"}) {
            const Tree tree{{path, database}, {"/etc/os-release", "ID=rhel\nVERSION_ID=9.8\n"}};
            EXPECT_EQ(in(tree).server_version, "1.20.1");
            EXPECT_EQ(in(tree).openssl_version, "3.5.5");
            EXPECT_EQ(in(tree).target_name, "rhel-9");
            EXPECT_EQ(in(tree, "apache").server_version, "2.4.62");
            EXPECT_EQ(in(tree, "haproxy").server_version, "");
        }
    }
}

// Nothing here may crash, hang or say something that is no version.
TEST(Detect, Garbage) {
    const test::TemporaryTree temporary;
    std::vector<std::string> seeds{std::string(dpkg_status), "P:nginx\nV:1-r0\n",
                                   "ID=debian\nVERSION_ID=12\n", std::string(5000, '\n'),
                                   std::string(100'000, '\0')};
    if (std::string database = python_database(temporary, 512); !database.empty()) {
        database.resize(200'000);  // the schema and some of both tables
        seeds.push_back(std::move(database));
    }
    std::mt19937 random(1);
    const auto below = [&](std::size_t limit) { return random() % limit; };
    for (int round = 0; round < 300; ++round) {
        std::string text = seeds[below(seeds.size())];
        for (std::size_t changes = 1 + below(20); changes > 0; --changes) {
            const std::size_t near_start =
                below(2) == 0 ? std::min<std::size_t>(text.size(), 700) : text.size();
            text[below(near_start)] = static_cast<char>(random());
        }
        text.resize(below(2) == 0 ? text.size() : below(text.size()));
        for (const char* path :
             {"/etc/os-release", "/var/lib/dpkg/status", "/var/lib/dpkg/status.d/x",
              "/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite"}) {
            const Detected detected = in({{path, text}});
            EXPECT_TRUE(detected.server_version.empty()
                        || parse_server_version(detected.server_version));
        }
    }
}

// Each page of a b-tree may name any other, itself too.
TEST(Detect, RpmLoops) {
    std::string database("SQLite format 3\0\x02\0", 18);
    database.resize(100);
    const std::string inner("\x05\0\0\0\x40\0\0\0\0\0\0\x01", 12);
    database += inner;
    database.resize(512);
    for (int page = 0; page < 2000; ++page) {
        const std::size_t start = database.size();
        database += inner;
        database.resize(start + 512, '\1');
    }
    EXPECT_EQ(in({{"/var/lib/rpm/rpmdb.sqlite", database}}).server_version, "");
}

std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return text;
    char buffer[256];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
    ::pclose(pipe);
    return text;
}

// This machine, where it is of Debian's family: what dpkg itself says.
TEST(Detect, ThisMachine) {
    const auto upstream_version = [](const std::string& package) {
        return output_of("dpkg-query -W -f '${source:Upstream-Version}' " + package
                         + " 2>/dev/null");
    };
    const std::string library = upstream_version("libssl3");
    if (library.empty()) GTEST_SKIP() << "no dpkg, or another OpenSSL";
    const FileSystem disk = FileSystem::disk();
    struct Case {
        std::string_view server;
        std::string package;
    };
    for (const Case& c : {Case{"nginx", "nginx-light"}, Case{"apache", "apache2-bin"},
                          Case{"haproxy", "haproxy"}}) {
        SCOPED_TRACE(c.package);
        const auto detected = detect(disk, c.server);
        ASSERT_TRUE(detected);
        EXPECT_EQ(detected->openssl_version, library);
        if (const std::string version = upstream_version(c.package); !version.empty()) {
            EXPECT_EQ(detected->server_version, version);
        }
        if (output_of(". /etc/os-release; echo $ID-$VERSION_ID") == "debian-12\n") {
            EXPECT_EQ(name_of(detected->target), "debian-12");
        }
    }
}

}  // namespace
}  // namespace tlslint::config
