// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/levels.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::openssl {
namespace {

// The highest level that takes it (cipher-strings.md 9: run with 1.1.1w, 3.0.22, 3.5.7, 3.5.9); -1:
// none.
struct KeyCase {
    KeyType type;
    int bits;
    int highest;
};
constexpr KeyCase keys[] = {
    {KeyType::rsa, 1024, 1}, {KeyType::rsa, 2048, 2},  {KeyType::rsa, 3072, 3},
    {KeyType::rsa, 4096, 3}, {KeyType::rsa, 512, 0},   {KeyType::ec, 224, 2},
    {KeyType::ec, 256, 3},   {KeyType::ec, 384, 4},    {KeyType::ec, 521, 5},
    {KeyType::dh, 512, -1},  {KeyType::dh, 1024, 1},   {KeyType::dh, 2048, 2},
    {KeyType::dh, 3072, 3},  {KeyType::ed448, 456, 4}, {KeyType::ed25519, 256, 3},
};

TEST(OpensslLevels, RefuseKeys) {
    for (const KeyCase& c : keys) {
        for (const Version version : {Version::v1_1_1, Version::v3_0, Version::v3_5}) {
            for (int level = 0; level <= max_security_level; ++level) {
                SCOPED_TRACE(std::to_string(c.bits) + " bits, " + std::string(name(version))
                             + " at " + std::to_string(level));
                EXPECT_EQ(key_allowed(c.type, c.bits, version, level), level <= c.highest);
            }
        }
        EXPECT_TRUE(key_allowed(c.type, c.bits, Version::v1_0_2, 5));
    }
    // OpenSSL 3 was seen to load a key of 2040 bits at level 2; 1.1.1 takes powers of two
    // seriously.
    EXPECT_TRUE(key_allowed(KeyType::rsa, 2040, Version::v3_0, 2));
    EXPECT_FALSE(key_allowed(KeyType::rsa, 2040, Version::v1_1_1, 2));
    EXPECT_FALSE(key_allowed(KeyType::rsa, -5, Version::v3_0, 1));
    EXPECT_EQ(usual_key_bits(KeyType::rsa, 2), 2048);
    EXPECT_EQ(usual_key_bits(KeyType::ec, 3), 256);
    EXPECT_EQ(minimum_bits(9), 256);
    EXPECT_EQ(minimum_bits(-1), 0);
}

TEST(OpensslLevels, RefuseDigests) {
    const auto highest = [](Digest digest, Version version) {
        int level = 0;
        while (level < max_security_level && digest_allowed(digest, version, level + 1) == true)
            ++level;
        return level;
    };
    EXPECT_EQ(highest(Digest::sha1, Version::v1_1_1), 1);
    EXPECT_EQ(highest(Digest::sha1, Version::v3_0), 0);
    EXPECT_EQ(highest(Digest::md5, Version::v1_1_1), 0);
    EXPECT_EQ(highest(Digest::sha256, Version::v3_0), 3);
    EXPECT_EQ(highest(Digest::sha512, Version::v3_0), 5);
    EXPECT_EQ(digest_allowed(Digest::sha1, Version::v3_5, 2), std::nullopt);
    EXPECT_EQ(digest_allowed(Digest::sha1, Version::v3_5, 4), false);
    EXPECT_EQ(digest_allowed(Digest::md5, Version::v1_0_2, 5), true);
}

struct SuiteCase {
    std::string_view name;
    Version version;
    int highest;
};
constexpr SuiteCase suite_cases[] = {
    {"ECDHE-RSA-AES256-GCM-SHA384", Version::v3_0, 5},
    {"ECDHE-RSA-AES128-GCM-SHA256", Version::v3_0, 3},
    {"ECDHE-RSA-AES256-SHA", Version::v3_0, 3},
    {"AES256-GCM-SHA384", Version::v3_0, 2},
    {"ADH-AES256-SHA", Version::v3_0, 0},
    {"NULL-SHA", Version::v3_0, 0},
    {"ECDHE-ECDSA-AES128-CCM8", Version::v3_0, 3},
    {"ECDHE-ECDSA-AES128-CCM8", Version::v3_5, 0},
    {"RC4-SHA", Version::v1_1_1, 1},
    {"DES-CBC3-SHA", Version::v1_1_1, 2},
    {"DHE-PSK-AES256-GCM-SHA384", Version::v3_0, 5},
    {"TLS_AES_256_GCM_SHA384", Version::v3_0, 5},
    {"AES128-SHA", Version::v1_0_2, 5},
};

TEST(OpensslLevels, RefuseSuites) {
    for (const SuiteCase& c : suite_cases) {
        for (int level = 0; level <= max_security_level; ++level) {
            SCOPED_TRACE(std::string(c.name) + " at " + std::to_string(level));
            EXPECT_EQ(suite_allowed(*find_openssl(c.name), c.version, level), level <= c.highest);
        }
    }
    EXPECT_TRUE(tickets_allowed(Version::v3_0, 2));
    EXPECT_FALSE(tickets_allowed(Version::v3_0, 3));
    EXPECT_FALSE(compression_allowed(Version::v1_1_1, 2));
    EXPECT_TRUE(compression_allowed(Version::v1_0_2, 2));
}

}  // namespace
}  // namespace tlslint::openssl
