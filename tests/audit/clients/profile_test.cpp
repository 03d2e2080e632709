// SPDX-License-Identifier: Apache-2.0
#include "audit/clients/profile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace tlslint::clients {
namespace {

TEST(ClientProfiles, AreWhole) {
    std::set<std::string_view> ids;
    ASSERT_GE(profiles().size(), 15U);
    for (const Profile& profile : profiles()) {
        SCOPED_TRACE(profile.id);
        EXPECT_TRUE(ids.insert(profile.id).second);
        EXPECT_FALSE(profile.name.empty());
        EXPECT_LE(profile.name.size(), 20U);  // the column of `show --clients`
        EXPECT_FALSE(profile.entry.empty());
        EXPECT_FALSE(profile.versions.empty());
        EXPECT_GE(profile.suites.size(), 5U);
        EXPECT_EQ(find_profile(profile.id), &profile);
        const bool tls13 = profile.versions.contains(openssl::Protocol::tls1_3);
        EXPECT_EQ(tls13, std::any_of(profile.suites.begin(), profile.suites.end(),
                                     [](const auto* suite) { return suite->is_tls13(); }));
        EXPECT_EQ(tls13, !profile.key_shares.empty());
        for (const openssl::Group* share : profile.key_shares)
            EXPECT_NE(std::find(profile.groups.begin(), profile.groups.end(), share),
                      profile.groups.end());
        EXPECT_TRUE(!tls13 || !profile.signatures.empty());
    }
}

TEST(ClientProfiles, HoldWhatTheClientsOffer) {
    const Profile* const chrome = find_profile("chrome-131");
    ASSERT_TRUE(chrome);
    EXPECT_EQ(chrome->suites.front()->iana, "TLS_AES_128_GCM_SHA256");
    ASSERT_EQ(chrome->key_shares.size(), 2U);
    EXPECT_EQ(chrome->key_shares.front()->openssl, "X25519MLKEM768");
    const Profile* const java = find_profile("java-6");
    ASSERT_TRUE(java);
    EXPECT_EQ(java->versions.newest(), openssl::Protocol::tls1_0);
    EXPECT_FALSE(java->sends_name);
    EXPECT_EQ(java->most_dh_bits, 1024);
    EXPECT_EQ(find_profile("netscape-1"), nullptr);
}

}  // namespace
}  // namespace tlslint::clients
