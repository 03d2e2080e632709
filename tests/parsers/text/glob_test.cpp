// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/glob.hpp"
#include "tests/parsers/text/temporary_tree.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fnmatch.h>
#include <glob.h>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {
namespace {

using test::TemporaryTree;
using test::WorkingDirectory;

using Names = std::vector<std::string>;

class Random {
  public:
    std::size_t below(std::size_t end) { return engine_() % end; }
    std::string text(std::string_view alphabet, std::size_t longest) {
        std::string text(below(longest + 1), '\0');
        for (char& byte : text) byte = alphabet[below(alphabet.size())];
        return text;
    }

  private:
    std::mt19937 engine_{20240611};  // the same in every run
};

bool matches_in_libc(const std::string& pattern, const std::string& name) {
    return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0;
}

Names glob_in_libc(const std::string& pattern) {
    glob_t found{};
    Names paths;
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return paths;
}

std::string all_bytes() {
    std::string bytes;
    for (int byte = 1; byte < 256; ++byte) bytes += static_cast<char>(byte);
    return bytes;
}

TEST(Matches, Table) {
    struct Case {
        std::string_view pattern;
        std::string_view name;
        bool matches;
    };
    constexpr Case cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*.conf", "a.conf", true},
        {"*.conf", ".conf", false},
        {"*.conf", "a.conf~", false},
        {"*", ".a", false},
        {".*", ".a", true},
        {"?a", ".a", false},
        {"[.]a", ".a", false},
        {"[!a]a", ".a", false},
        {"\\.a", ".a", true},
        {"a*", "a.", true},
        {"a?c", "a.c", true},
        {"[a-c]x", "bx", true},
        {"[!a-c]x", "bx", false},
        {"[^a-c]x", "dx", true},
        {"[]]", "]", true},
        {"[!]]", "a", true},
        {"[a-]", "-", true},
        {"[c-a]", "b", false},
        {"[[:digit:][:upper:]]", "7", true},
        {"[[:digit:][:upper:]]", "a", false},
        {"[[:nonsense:]a]", "a", false},
        {"[a[:nonsense:]]", "a", true},  // glibc skips it unread once the byte is found
        {"[[=a=]]", "a", true},
        {"[[.-.]x]", "-", true},
        {"[[.a.]-]", "a", false},  // glibc: neither a range nor an 'a'
        {"[[.ab.]]", "a", false},
        {"[a", "[a", true},  // never closed: an ordinary '['
        {"[[", "[[", true},
        {"a\\*", "a*", true},
        {"a\\*", "ab", false},
        {"a\\", "a\\", false},
        {"[\\]]", "]", true},
        {"[\\", "[\\", false},
        {"*?[.]b", "a.b", false},  // glibc: "*?" leaves the next wildcard guarding the dot
        {"{a,b}", "a", false},
        {"~", "~", true},
        {"\xc3?", "\xc3\xa4", true},  // bytes, not characters
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(fmt::format("{} on {}", c.pattern, c.name));
        EXPECT_EQ(matches(c.pattern, c.name), c.matches);
        EXPECT_EQ(matches_in_libc(std::string(c.pattern), std::string(c.name)), c.matches)
            << "the table is wrong";
    }
}

TEST(Matches, StopsAtNul) {
    using namespace std::string_view_literals;
    EXPECT_TRUE(matches("a\0b"sv, "a"));
    EXPECT_FALSE(is_pattern("a\0*"sv));
}

TEST(Matches, AgreesWithTheLibraryOnRandomInput) {
    struct Alphabet {
        std::string pattern;
        std::string name;
        std::size_t longest_pattern;
        int rounds;
    };
    const std::string every_byte = all_bytes();
    const Alphabet alphabets[] = {
        {"ab.*?[]!^-\\", "ab.*[]-\\!^", 8, 300'000},
        {"ab*?[", "ab", 12, 200'000},
        {"[]:.=a-b!\\[[::", "ab:.=[]-", 14, 400'000},
        {"a*", "a", 20, 50'000},
        {every_byte + "[[[[]]]]--**??", every_byte, 10, 200'000},
    };
    Random random;
    int wrong = 0;
    int found = 0;
    for (const Alphabet& alphabet : alphabets) {
        for (int round = 0; round < alphabet.rounds && wrong < 20; ++round) {
            const std::string pattern = random.text(alphabet.pattern, alphabet.longest_pattern);
            const std::string name = random.text(alphabet.name, 5);
            const bool expected = matches_in_libc(pattern, name);
            found += expected ? 1 : 0;
            if (matches(pattern, name) == expected) continue;
            ++wrong;
            ADD_FAILURE() << pattern << " on " << name << ": the library says " << expected;
        }
    }
    EXPECT_GT(found, 10'000);  // or the input shows little
}

TEST(Matches, AgreesWithTheLibraryOnClasses) {
    constexpr std::string_view pieces[] = {
        "[:alpha:]", "[:xdigit:]", "[:punct:]", "[:space:]", "[:cntrl:]", "[:alnum:]",
        "[:blank:]", "[:digit:]",  "[:graph:]", "[:lower:]", "[:print:]", "[:upper:]",
        "[:foo:]",   "[:Alpha:]",  "[=a=]",     "[=ab=]",    "[.a.]",     "[.-.]",
        "[.ab.]",    "[.].]",      "-",         "a",         "z",         "!",
        "^",         "]",          "[",         "\\]",       "[:alpha",   "*"};
    const std::string every_byte = all_bytes();
    Random random;
    int wrong = 0;
    for (int round = 0; round < 200'000 && wrong < 20; ++round) {
        std::string pattern = "[";
        for (std::size_t count = random.below(5); count > 0; --count)
            pattern += pieces[random.below(std::size(pieces))];
        pattern += ']';
        const std::string name = random.text(round % 2 == 0 ? "az-]:a" : every_byte, 2);
        const bool expected = matches_in_libc(pattern, name);
        if (matches(pattern, name) == expected) continue;
        ++wrong;
        ADD_FAILURE() << pattern << " on " << name << ": the library says " << expected;
    }
}

TEST(Matches, IsNotExponential) {
    std::string pattern;
    for (int i = 0; i < 2'000; ++i) pattern += "*a";
    const std::string name(255, 'a');
    EXPECT_FALSE(matches(pattern + "b", name));
    EXPECT_TRUE(matches(std::string(1'000'000, '*'), name));
    EXPECT_FALSE(matches(std::string(1'000'000, '['), name));
    EXPECT_FALSE(matches(std::string(5'000, '['), std::string(255, '[')));
    std::string brackets;
    for (int i = 0; i < 2'000; ++i) brackets += "*[[:alpha:]!-~]";
    EXPECT_FALSE(matches(brackets, name));
}

TEST(Glob, IsPattern) {
    EXPECT_TRUE(is_pattern("conf.d/*.conf"));
    EXPECT_TRUE(is_pattern("a?"));
    EXPECT_TRUE(is_pattern("a["));
    EXPECT_TRUE(is_pattern("a\\*"));
    EXPECT_FALSE(is_pattern("a\\b{c,d}~]"));
    EXPECT_FALSE(is_pattern(""));
}

// Deep enough that patterns with `..` stay in the tree: the rest of the machine changes meanwhile.
constexpr std::string_view base = "1/2/3/4";

/// Names that mean something in patterns, and every kind of link.
void plant(const TemporaryTree& tree) {
    const auto in_base = [](std::string_view name) { return fmt::format("{}/{}", base, name); };
    for (const std::string_view name :
         {"a", "b", "ab", "a.b", ".a", "..a", "-", "a-b", "[a]", "a*", "\\a", "a\\", "?", "^"}) {
        tree.file(in_base(name), "");
    }
    tree.file(in_base("d/a"), "");
    tree.file(in_base("d/.b"), "");
    tree.file(in_base("d/ba/a"), "");
    tree.file(in_base("d/ba/bb/b"), "");
    tree.file(in_base("b.d/a"), "");
    tree.file(in_base("[d/a"), "");
    tree.file(in_base("[d]/b"), "");
    tree.file(in_base("*d/b"), "");
    tree.file(in_base("d\\/a"), "");
    tree.file(in_base(".d/a"), "");
    tree.directory(in_base("e"));
    tree.link(in_base("broken"), "nowhere");
    tree.link(in_base("loop"), "loop");
    tree.link(in_base("d/up"), "..");
    tree.link(in_base("d/self"), ".");
    tree.link(in_base("ld"), "d");
    tree.link(in_base("la"), "a");
    tree.link(in_base("d/lb"), "../b");
}

std::string random_pattern(Random& random) {
    constexpr std::string_view pieces[] = {
        "a", "b",    "d", "ab",  ".",    "..", "*",    "?",      "[ab]", "[!a]", "[d",
        "]", "\\",   "-", "\\a", "e",    ".*", "*d",   "l*",     "[.]",  "up",   "self",
        "*", "loop", "^", "ld",  "\\*d", "?*", "[a-]", "broken", ".?*",  "b.d",  "\\[d\\]"};
    std::string pattern;
    const std::size_t components = 1 + random.below(4);
    for (std::size_t i = 0; i < components; ++i) {
        if (i > 0) pattern.append(random.below(8) == 0 ? 2 + random.below(2) : 1, '/');
        for (std::size_t count = 1 + random.below(random.below(3) == 0 ? 3 : 1); count > 0;
             --count) {
            pattern += pieces[random.below(std::size(pieces))];
        }
    }
    if (random.below(5) == 0) pattern.append(1 + random.below(3), '/');
    return pattern;
}

TEST(Glob, AgreesWithTheLibraryOnARealTree) {
    const TemporaryTree tree;
    plant(tree);
    const WorkingDirectory here(tree.at(base));
    const FileSystem disk = FileSystem::disk();
    Random random;
    int wrong = 0;
    int found = 0;
    for (int round = 0; round < 30'000 && wrong < 20; ++round) {
        std::string pattern = random_pattern(random);
        if (round % 4 == 0)
            pattern = tree.at(base) + std::string(1 + random.below(2), '/') + pattern;
        const Names expected = glob_in_libc(pattern);
        const GlobResult result = glob(disk, pattern);
        found += expected.empty() ? 0 : 1;
        if (result.paths == expected && result.cut.empty()) continue;
        ++wrong;
        ADD_FAILURE() << pattern << ": " << result.paths.size() << " paths, the library has "
                      << expected.size()
                      << (result.paths.empty() ? "" : ", first " + result.paths.front())
                      << (expected.empty() ? "" : ", the library's first " + expected.front())
                      << result.cut;
    }
    EXPECT_GT(found, 5'000);
}

TEST(Glob, AgreesWithTheLibraryOnRandomBytes) {
    const TemporaryTree tree;
    plant(tree);
    const WorkingDirectory here(tree.at(base));
    const FileSystem disk = FileSystem::disk();
    Random random;
    int wrong = 0;
    for (int round = 0; round < 40'000 && wrong < 20; ++round) {
        const std::string pattern = random.text(round % 2 == 0 ? "abd/.*?[]!\\-" : "a/\\*.d", 9);
        if (pattern.starts_with('/') || pattern.starts_with("\\/"))
            continue;  // the machine's own files change
        if (glob(disk, pattern).paths == glob_in_libc(pattern)) continue;
        ++wrong;
        ADD_FAILURE() << pattern;
    }
}

TEST(Glob, SpellsPathsAsTheLibrary) {
    const TemporaryTree tree;
    plant(tree);
    const WorkingDirectory here(tree.at(base));
    struct Case {
        std::string pattern;
        Names paths;
    };
    const Case cases[] = {
        {"d/*", {"d/a", "d/ba", "d/lb", "d/self", "d/up"}},
        {"./d//b*/", {"./d//ba/"}},
        {"a/", {}},
        {"ab/", {"ab"}},  // a file, but found by its name alone
        {"d/ba///", {"d/ba/"}},
        {"e*//", {"e/"}},
        {"?//", {"d//", "e//"}},
        {"\\a", {"a"}},
        {"\\d/\\a", {"d/a"}},
        {"d\\/ba", {"d/ba"}},
        {"broke*", {"broken"}},
        {"broken", {"broken"}},
        {"broken/*", {}},
        {"loop", {"loop"}},
        {"nowhere", {}},
        {"nowhere/*", {}},
        {"", {}},
        {"[a]", {"a"}},
        {"\\[a]", {"[a]"}},
        {"[d/a", {"[d/a"}},
        {"*/bb", {}},
        {"d/*/bb", {"d/ba/bb"}},
        {"..a", {"..a"}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.pattern);
        EXPECT_EQ(glob(FileSystem::disk(), c.pattern).paths, c.paths);
        EXPECT_EQ(glob_in_libc(c.pattern), c.paths) << "the table is wrong";
    }
}

TEST(Glob, SortsByBytes) {
    const FileSystem files = FileSystem::memory(
        {{"/e/a", ""}, {"/e/B", ""}, {"/e/10", ""}, {"/e/9", ""}, {"/e/\xc3\xa4", ""}});
    EXPECT_EQ(glob(files, "/e/*").paths, (Names{"/e/10", "/e/9", "/e/B", "/e/a", "/e/\xc3\xa4"}));
}

TEST(Glob, MemoryAndRootAgreeWithTheDisk) {
    const TemporaryTree tree;
    std::map<std::string, std::string> keys;
    for (const std::string_view name :
         {"a", "b", "a.b", ".a", "[a]", "a*", "d/a", "d/.b", "d/ba/a", "d/ba/bb/b", "b.d/a", "[d/a",
          "*d/b", "d\\/a", ".d/a", "e/e"}) {
        tree.file(name, "");
        keys["/" + std::string(name)] = "";
    }
    const FileSystem memory = FileSystem::memory(keys);
    const Result<FileSystem> rooted = FileSystem::rooted(tree.path());
    ASSERT_TRUE(rooted);
    const WorkingDirectory here(tree.path());
    Random random;
    int found = 0;
    for (int round = 0; round < 10'000; ++round) {
        const std::string pattern = random_pattern(random);
        SCOPED_TRACE(pattern);
        const Names paths = glob(*rooted, pattern).paths;
        found += paths.empty() ? 0 : 1;
        ASSERT_EQ(glob(memory, pattern).paths, paths);
        ASSERT_EQ(glob(memory, "/" + pattern).paths, glob(*rooted, "/" + pattern).paths);
        if (pattern.find_first_of(".\\")
            == std::string::npos) {  // the root's ".." is the root, and "\\/" is "/"
            ASSERT_EQ(glob_in_libc(pattern), paths);
        }
    }
    EXPECT_GT(found, 1'000);
}

TEST(Glob, StaysUnderTheRoot) {
    const TemporaryTree tree;
    tree.file("outside/secret.conf", "");
    tree.file("root/etc/a.conf", "");
    tree.file("root/etc/sites/b.conf", "");
    tree.link("root/etc/absolute", "/etc/sites");
    tree.link("root/etc/relative", "../../../outside");
    tree.link("root/etc/out", tree.at("outside"));
    const Result<FileSystem> rooted = FileSystem::rooted(tree.at("root"));
    ASSERT_TRUE(rooted);
    EXPECT_EQ(glob(*rooted, "/etc/*.conf").paths, Names{"/etc/a.conf"});
    EXPECT_EQ(glob(*rooted, "/etc/*/*.conf").paths,
              (Names{"/etc/absolute/b.conf", "/etc/sites/b.conf"}));
    EXPECT_EQ(glob(*rooted, "/../../etc/../../e*/s*/*").paths,
              Names{"/../../etc/../../etc/sites/b.conf"});
    EXPECT_EQ(glob(*rooted, "/../*").paths, Names{"/../etc"});
}

TEST(Glob, GoesThroughMaps) {
    const TemporaryTree tree;
    tree.file("deploy/a.conf", "");
    tree.file("deploy/sites/b.conf", "");
    FileSystem files = FileSystem::memory({{"/etc/nginx/hidden.conf", ""}, {"/etc/ssl/c.pem", ""}});
    files.map("/etc/nginx", tree.at("deploy"));
    EXPECT_EQ(glob(files, "/etc/nginx/*.conf").paths, Names{"/etc/nginx/a.conf"});
    EXPECT_EQ(glob(files, "/etc/nginx/s*/*").paths, Names{"/etc/nginx/sites/b.conf"});
    EXPECT_EQ(glob(files, "/etc/nginx/../ssl/*").paths, Names{"/etc/nginx/../ssl/c.pem"});
}

TEST(Glob, NamesTheLimitThatCutsIt) {
    std::map<std::string, std::string> keys;
    for (int i = 0; i < 100; ++i) keys[fmt::format("/d/{:02}", i)] = "";
    keys["/e/f"] = "";
    const FileSystem files = FileSystem::memory(keys);

    GlobResult result = glob(files, "/d/*", {.entries = 100, .results = 100});
    EXPECT_EQ(result.paths.size(), 100U);
    EXPECT_EQ(result.cut, "");

    result = glob(files, "/d/*", {.entries = 99, .results = 100});
    EXPECT_EQ(result.paths, Names{});
    EXPECT_EQ(result.cut, "more than 99 directory entries");

    result = glob(files, "/d/*", {.entries = 100, .results = 99});
    EXPECT_EQ(result.paths.size(), 99U);
    EXPECT_EQ(result.paths.front(), "/d/00");
    EXPECT_EQ(result.cut, "more than 99 paths");

    result =
        glob(files, "/*/f", {.entries = 3, .results = 100});  // two entries and two names looked up
    EXPECT_EQ(result.cut, "more than 3 directory entries");
    EXPECT_EQ(glob(files, "/*/f", {.entries = 4, .results = 100}).paths, Names{"/e/f"});

    result = glob(files, "/*/*", {.entries = 100, .results = 1});
    EXPECT_EQ(result.paths, Names{}) << "directories on the way are not results";
    EXPECT_EQ(result.cut, "more than 1 paths");

    result = glob(files, std::string(20'000, '*'));
    EXPECT_EQ(result.cut, "more than 16384 bytes of pattern");
}

TEST(Glob, SurvivesALinkBomb) {
    const TemporaryTree tree;
    tree.link("x", ".");
    tree.link("y", ".");
    std::string pattern = tree.path();
    for (int i = 0; i < 30; ++i) pattern += "/*";  // 2^30 paths
    const GlobResult result =
        glob(FileSystem::disk(), pattern, {.entries = 100'000, .results = 5'000});
    EXPECT_EQ(result.cut, "more than 5000 paths");
    EXPECT_EQ(result.paths, Names{});
}

TEST(Glob, DoesNotNestWithThePattern) {
    const FileSystem files = FileSystem::memory({{"/a", ""}});
    GlobLimits limits;
    limits.pattern = 4'000'000;
    std::string pattern;
    for (int i = 0; i < 1'000'000; ++i) pattern += "*/";
    EXPECT_EQ(glob(files, pattern, limits).paths, Names{});
    EXPECT_EQ(glob(files, std::string(1'000'000, '/') + "*", limits).paths, Names{});
    EXPECT_EQ(glob(files, "[" + std::string(1'000'000, '/'), limits).paths, Names{});
}

TEST(Glob, SkipsWhatCannotBeListed) {
    const TemporaryTree tree;
    tree.file("closed/a", "");
    tree.file("listed/a", "");
    tree.file("entered/a", "");
    tree.mode("closed", 0);
    tree.mode("listed", 0444);
    tree.mode("entered", 0111);
    test::as_ordinary_user([&] {
        const WorkingDirectory here(tree.path());
        for (const std::string pattern :
             {"*/*", "*/a", "closed/*", "listed/*", "entered/*", "entered/a", "listed/a", "*"}) {
            SCOPED_TRACE(pattern);
            EXPECT_EQ(glob(FileSystem::disk(), pattern).paths, glob_in_libc(pattern));
        }
        EXPECT_EQ(glob(FileSystem::disk(), "*/*").paths, Names{"listed/a"});
        EXPECT_EQ(glob(FileSystem::disk(), "*/a").paths, Names{"entered/a"});
    });
}

}  // namespace
}  // namespace tlslint
