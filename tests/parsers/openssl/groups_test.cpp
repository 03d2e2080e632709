// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/groups.hpp"
#include "tests/parsers/openssl/fixture.hpp"

#include <gtest/gtest.h>

namespace tlslint::openssl {
namespace {

std::string join(const std::vector<const Group*>& groups) {
    std::string text;
    for (const Group* group : groups) text += (text.empty() ? "" : " ") + std::string(group->name);
    return text.empty() ? "-" : text;
}

std::vector<const Group*> listed(const GroupList& list) {
    std::vector<const Group*> groups;
    for (const GroupList::Listed& g : list.groups) groups.push_back(g.group);
    return groups;
}

class GroupLists : public testing::TestWithParam<Version> {};

TEST_P(GroupLists, ListsAreReadAsTheLibraryDoes) {
    const Version version = GetParam();
    int seen = 0;
    for (const auto& row : read_fixture(version, "groups.tsv")) {
        const std::string text = row.size() > 3 ? unescape(row[3]) : "";
        SCOPED_TRACE(text);
        const GroupList list = parse_groups(text, version);
        ++seen;
        ASSERT_EQ(list.ok(), row[0] != "refused");
        const auto shares = key_shares(list, version);
        ASSERT_EQ(join(shares), row[2]);
        // Without a group for TLS 1.3 no hello is sent, so nobody saw the list.
        if (row[0] == "ok") {
            ASSERT_EQ(join(listed(list)), row[1]);
        }
    }
    EXPECT_EQ(seen, 79);
}

INSTANTIATE_TEST_SUITE_P(Openssl, GroupLists,
                         testing::Values(Version::v1_1_1, Version::v3_0, Version::v3_5));

struct Tuples {
    std::string_view text;
    std::string_view result;  // groups with the number of their tuple
};
constexpr Tuples tuples[] = {
    {"X25519:P-256", "x25519=0 secp256r1=0"},
    {"X25519/P-256/X448", "x25519=0 secp256r1=1 x448=2"},
    {"X25519/P-256/-P-256:X448", "x25519=0 x448=1"},
    // DEFAULT joins the tuple it stands in at both ends.
    {"P-384:DEFAULT:brainpoolP256r1",
     "secp384r1=0 X25519MLKEM768=0 x25519=1 secp256r1=1 x448=2 secp521r1=2 ffdhe2048=3 "
     "ffdhe3072=3 brainpoolP256r1=3"},
    {"*DEFAULT_SUITE_B", "secp256r1=0 secp384r1=0"},
};

TEST(OpensslGroups, TuplesOf35) {
    for (const Tuples& c : tuples) {
        SCOPED_TRACE(c.text);
        std::string result;
        for (const GroupList::Listed& g : parse_groups(c.text, Version::v3_5).groups) {
            result += (result.empty() ? "" : " ") + std::string(g.group->name) + "="
                      + std::to_string(g.tuple);
        }
        EXPECT_EQ(result, c.result);
    }
}

TEST(OpensslGroups, RefusalsHaveAPlace) {
    const auto place = [](std::string_view text, Version version) {
        const GroupList list = parse_groups(text, version);
        return std::to_string(static_cast<int>(list.refusal)) + ":"
               + std::string(list.refused_at.of(text));
    };
    EXPECT_EQ(place("X25519: secp256r1 ", Version::v1_1_1), "1:secp256r1");
    EXPECT_EQ(place("X25519:X25519", Version::v3_0), "3:X25519");
    EXPECT_EQ(place("X25519::P-256", Version::v3_5), "2:");
    EXPECT_EQ(place("X25519:-?DEFAULT", Version::v3_5), "4:-?DEFAULT");
    EXPECT_EQ(parse_groups(std::string(max_text + 1, ':'), Version::v3_5).refusal,
              GroupsRefusal::limit);
}

TEST(OpensslGroups, DefaultsAreAccepted) {
    for (const Version version : versions)
        EXPECT_TRUE(parse_groups(default_groups(version), version).ok());
    const Group* const hybrid = find_group("x25519mlkem768", Version::v3_5);
    ASSERT_NE(hybrid, nullptr);
    EXPECT_TRUE(parse_groups(default_groups(Version::v3_5), Version::v3_5).contains(*hybrid));
    EXPECT_EQ(find_group(0x11EC), hybrid);
    EXPECT_EQ(find_group_anywhere("X25519MLKEM768"), hybrid);
    EXPECT_EQ(find_group("X25519MLKEM768", Version::v3_2), nullptr);
}

}  // namespace
}  // namespace tlslint::openssl
