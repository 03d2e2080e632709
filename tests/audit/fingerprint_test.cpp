// SPDX-License-Identifier: Apache-2.0
// Fingerprints: what an edit elsewhere leaves as it is, and what tells findings apart.
#include "audit/fingerprint.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

namespace tlslint::test {
namespace {

using Json = nlohmann::json;

class Fingerprints : public testing::Test {
  protected:
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((home.path() / name).parent_path());
        std::ofstream(home.path() / name, std::ios::binary) << text;
    }
    /// Those of the findings about obsolete versions and syntax.
    [[nodiscard]] std::vector<std::string> of(const std::string& words,
                                              const std::string& below = "") const {
        const ShellResult result = run(fmt::format(
            "cd {} && {} check --target debian-11 --select protocol/obsolete-version --select "
            "config/syntax --format json {}",
            (home.path() / below).string(), TLSLINT_PROGRAM, words));
        std::vector<std::string> found;
        const Json report = Json::parse(result.output);
        for (const Json& finding : report["findings"]) found.push_back(finding["fingerprint"]);
        return found;
    }
    [[nodiscard]] std::vector<std::string> of_text(const std::string& text) const {
        write("nginx.conf", text);
        return of("nginx.conf");
    }
    TemporaryDirectory home;
};

std::string site(const std::string& name, const std::string& statement) {
    return "server {\n listen 443 ssl;\n server_name " + name
           + ";\n ssl_certificate $a;\n ssl_certificate_key $a;\n " + statement + "\n}\n";
}

std::string whole(const std::string& http) {
    return "events {}\nhttp {\n" + http + "}\n";
}

const std::string obsolete = "ssl_protocols TLSv1 TLSv1.2;";

TEST_F(Fingerprints, SurviveEditsElsewhere) {
    const auto before = of_text(whole(site("a.example", obsolete)));
    ASSERT_EQ(before.size(), 1U);
    EXPECT_EQ(before.front().size(), 16U);
    EXPECT_EQ(of_text("# a comment\n\n\n" + whole(site("a.example", obsolete))), before) << "lines";
    EXPECT_EQ(of_text(whole(site("a.example", "\tssl_protocols   \"TLSv1\"\n  TLSv1.2 ;"))), before)
        << "layout, quotes";
    EXPECT_EQ(of_text(whole(site("a.example", "ssl_protocols TLSv1 TLSv1.2; gzip on;"))), before)
        << "another statement on the line";
    EXPECT_EQ(of_text(whole("server {\n listen 80;\n}\n" + site("a.example", obsolete))), before)
        << "another block before it";
    EXPECT_EQ(of_text(whole(site("a.example www.a.example", obsolete))), before) << "one more name";
}

TEST_F(Fingerprints, TellApart) {
    const std::string a = site("a.example", obsolete);
    const auto first = of_text(whole(a));
    EXPECT_NE(of_text(whole(site("a.example", "ssl_protocols TLSv1 TLSv1.3;"))), first);
    EXPECT_NE(of_text(whole(site("b.example", obsolete))), first);
    const auto both = of_text(whole(a + site("b.example", obsolete)));
    EXPECT_EQ(std::set<std::string>(both.begin(), both.end()).size(), both.size());

    // The same block twice: two findings, one of which is left when one block goes.
    const std::string block = "server {\n listen 80;\n gzip maybe;\n}\n";
    const auto once = of_text(whole(block));
    const auto twice = of_text(whole(block + block));
    ASSERT_EQ(once.size(), 1U);
    ASSERT_EQ(twice.size(), 2U);
    EXPECT_NE(twice[0], twice[1]);
    EXPECT_EQ(twice[0], once[0]);
}

TEST_F(Fingerprints, AreMadeOfTheWordsThatAreMeant) {
    const auto two = of_text(whole("gzip maybe;\nsendfile maybe;\n"));
    ASSERT_EQ(two.size(), 2U);
    EXPECT_NE(two[0], two[1]);
    const auto unfinished = of_text("events {}\nhttp {\n");
    ASSERT_EQ(unfinished.size(), 1U);
    EXPECT_EQ(of_text("events {}\n\nhttp   {\n"), unfinished);
}

TEST_F(Fingerprints, AreTheSameWhereverTheUserStands) {
    write("deploy/nginx.conf", whole(site("a.example", obsolete)));
    ASSERT_EQ(run("git init -q " + home.path().string()).status, 0);
    const auto from_root = of("deploy/nginx.conf");
    ASSERT_EQ(from_root.size(), 1U);
    EXPECT_EQ(of("nginx.conf", "deploy"), from_root);
    EXPECT_EQ(of("../deploy/./nginx.conf", "deploy"), from_root);
    EXPECT_EQ(of((home.path() / "deploy").string()), from_root);
    EXPECT_NE(of("--map /etc/nginx=deploy deploy/nginx.conf"), from_root)
        << "what a map says is on another machine";
    EXPECT_EQ(of("--map /etc/nginx=. nginx.conf", "deploy"),
              of("--map /etc/nginx=deploy deploy/nginx.conf"));
}

TEST(Fingerprint, KeepsItsPartsApart) {
    const Subject subject{.rule = "a/b", .where = "f", .statement = {"x", "y"}, .part = {"y"}};
    const std::string known = fingerprint(subject);
    std::set<std::string> all{known};
    const auto differs = [&](const Subject& other) {
        return all.insert(fingerprint(other)).second;
    };
    EXPECT_TRUE(differs({.rule = "a/c", .where = "f", .statement = {"x", "y"}, .part = {"y"}}));
    EXPECT_TRUE(differs({.rule = "a/b", .where = "g", .statement = {"x", "y"}, .part = {"y"}}));
    EXPECT_TRUE(differs({.rule = "a/b", .where = "f", .statement = {"xy"}, .part = {"y"}}));
    EXPECT_TRUE(differs({.rule = "a/b", .where = "f", .statement = {"x", "y"}}));
    EXPECT_TRUE(differs({.rule = "a/b", .where = "f", .statement = {"x", "y", "y"}}));
    EXPECT_TRUE(differs(
        {.rule = "a/b", .where = "f", .enclosing = 1, .statement = {"x", "y"}, .part = {"y"}}));
    // Baselines hold them: they may not change from one release to the next.
    EXPECT_EQ(known, "83a4cc9dd5474c87");
}

}  // namespace
}  // namespace tlslint::test
