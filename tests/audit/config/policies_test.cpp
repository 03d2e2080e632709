// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/policy_text_support.hpp"
#include "audit/config/policies.hpp"
#include "tests/support/fixture.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace tlslint::config {
namespace {

// A changed table shows its meaning in review (./dev test --update-golden).
TEST(Policies, SayWhatTheirSnapshotsSay) {
    std::set<std::string> names;
    for (const BuiltInPolicy& built_in : built_in_policies()) {
        const Result<Policy> policy =
            read_policy(std::string(built_in.file) + ".toml", built_in.text);
        ASSERT_TRUE(policy) << policy.error();
        EXPECT_TRUE(names.insert(policy->name).second) << policy->name;
        std::ostringstream text;
        print_policy(*policy, 100, text);
        const std::string path = std::string(TLSLINT_SOURCE_DIR) + "/fixtures/policies/"
                                 + std::string(built_in.file) + ".txt";
        if (test::updates_golden()) std::ofstream(path) << text.str();
        EXPECT_EQ(text.str(), test::read_file(path)) << built_in.file;
    }
    EXPECT_EQ(names.size(), 24U);
}

TEST(Policies, AreFoundByFamilyVersionAndFile) {
    const auto name_of = [](const std::string& asked) {
        const Result<Policy> policy = find_policy(asked);
        return policy ? policy->name : policy.error();
    };
    EXPECT_EQ(name_of("mozilla-intermediate"), "mozilla-intermediate@6.0");
    EXPECT_EQ(name_of("mozilla-intermediate@5.7"), "mozilla-intermediate@5.7");
    EXPECT_EQ(name_of("mozilla-intermediate-5.7"), "mozilla-intermediate@5.7");
    EXPECT_EQ(name_of("mozilla-old"), "mozilla-old@5.8");
    EXPECT_EQ(name_of("bsi-tr-02102-2"), "bsi-tr-02102-2@2026-01");
    EXPECT_EQ(name_of("cnsa"), "cnsa@2.0");
    EXPECT_EQ(name_of("rfc9325"), "rfc9325@2022-11");
    EXPECT_EQ(name_of("rfc9325@2022-11"), "rfc9325@2022-11");
    EXPECT_EQ(name_of("rfc9325@2015"),
              "there is no policy rfc9325@2015 (tlslint policies lists them)");
    EXPECT_EQ(name_of("mozila-modern"),
              "there is no policy mozila-modern; did you mean mozilla-modern?");
    EXPECT_EQ(name_of(""), "there is no policy  (tlslint policies lists them)");
    EXPECT_TRUE(find_policy("mozilla-old")->chosen);
    EXPECT_FALSE(standard_policy().chosen);
    EXPECT_EQ(standard_policy().name, "mozilla-intermediate@6.0");
}

TEST(Policies, ListsTheNewestOfAFamilyFirst) {
    std::vector<std::string> modern;
    for (const Policy& policy : all_policies()) {
        if (policy.family() == "mozilla-modern") modern.push_back(policy.name);
    }
    EXPECT_EQ(modern, (std::vector<std::string>{"mozilla-modern@6.0", "mozilla-modern@5.8",
                                                "mozilla-modern@5.7", "mozilla-modern@4.0"}));
}

std::string error_of(std::string_view text) {
    const Result<Policy> policy = read_policy("own.toml", text);
    return policy ? "" : policy.error();
}

TEST(Policies, SayWhatIsWrongInAFileAndWhere) {
    EXPECT_EQ(error_of("[versions]\nalow = []\n"),
              "own.toml:2:1: there is no key versions.alow; did you mean allow?");
    EXPECT_EQ(error_of("[versions]\nallow = [\"TLSv1.0\"]\n"),
              "own.toml:2:10: there is no version TLSv1.0");
    EXPECT_EQ(error_of("[suites]\nmode = \"allow\"\nallow = [\"AES128-SHA\",\n \"NOSUCH\"]\n"),
              "own.toml:4:2: there is no cipher suite NOSUCH");
    EXPECT_EQ(error_of("[suites]\nmode = \"some\"\n"),
              "own.toml:2:8: mode: expected one of any, allow, forbid, criteria");
    EXPECT_EQ(error_of("[keys]\nrsa_min_bits = \"many\"\n"),
              "own.toml:2:16: keys.rsa_min_bits: expected a number from 0 to 1000000");
    EXPECT_EQ(error_of("[groups]\nallow = [\"X25518\"]\nmode = 3\n"),
              "own.toml:3:8: groups.mode: expected a string\n"
              "own.toml:2:10: there is no group X25518");
    EXPECT_EQ(error_of("extends = \"mozila\"\n"),
              "own.toml:1:11: extends: there is no policy mozila");
    EXPECT_NE(error_of("[versions\n").find("own.toml:1:"), std::string::npos);
}

TEST(Policies, ExtendOthers) {
    const Result<Policy> policy =
        read_policy("own.toml", "extends = \"mozilla-intermediate@5.7\"\nname = \"ours\"\n"
                                "version = \"1\"\n[keys]\nrsa_min_bits = 3072\n");
    ASSERT_TRUE(policy) << policy.error();
    const Policy base = *find_policy("mozilla-intermediate@5.7");
    EXPECT_EQ(policy->name, "ours@1");
    EXPECT_EQ(policy->rsa_min_bits, 3072);
    EXPECT_EQ(policy->ec_min_bits, base.ec_min_bits);
    EXPECT_EQ(policy->suites.allow, base.suites.allow);
}

TEST(Policies, ExtendFilesBesideThemAndNoCircles) {
    const test::TemporaryDirectory home;
    const auto write = [&](const char* name, const char* text) {
        std::ofstream(home.path() / name) << text;
    };
    write("base.toml", "name = \"base\"\n[keys]\nec_min_bits = 384\n");
    write("own.toml", "extends = \"base.toml\"\n[keys]\nrsa_min_bits = 4096\n");
    const Result<Policy> policy = find_policy((home.path() / "own.toml").string());
    ASSERT_TRUE(policy) << policy.error();
    EXPECT_EQ(policy->ec_min_bits, 384);
    EXPECT_EQ(policy->rsa_min_bits, 4096);
    write("a.toml", "extends = \"b.toml\"\n");
    write("b.toml", "extends = \"a.toml\"\n");
    const Result<Policy> circle = find_policy((home.path() / "a.toml").string());
    ASSERT_FALSE(circle);
    EXPECT_NE(circle.error().find("extend each other"), std::string::npos) << circle.error();
}

TEST(Policies, AllowSuitesByListAndByCriteria) {
    const auto allows = [](const char* policy, const char* suite) {
        return find_policy(policy)->allows(*openssl::find_openssl(suite));
    };
    EXPECT_TRUE(allows("mozilla-intermediate@5.7", "DHE-RSA-AES128-GCM-SHA256"));
    EXPECT_FALSE(allows("mozilla-intermediate@6.0", "DHE-RSA-AES128-GCM-SHA256"));
    EXPECT_FALSE(allows("mozilla-modern", "ECDHE-RSA-AES128-GCM-SHA256"));
    EXPECT_FALSE(allows("rfc10015", "AES128-GCM-SHA256"));  // RSA key transport
    EXPECT_FALSE(allows("rfc10015", "DHE-RSA-AES128-GCM-SHA256"));
    EXPECT_TRUE(allows("rfc10015", "ECDHE-RSA-AES128-GCM-SHA256"));
    EXPECT_FALSE(allows("pci-dss", "RC4-SHA"));
    EXPECT_FALSE(allows("fips-140-3", "ECDHE-RSA-CHACHA20-POLY1305"));
}

}  // namespace
}  // namespace tlslint::config
