// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/suite.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace tlslint::openssl {
namespace {

template <class Wanted>
int count(const Wanted& wanted) {
    return static_cast<int>(std::count_if(suites().begin(), suites().end(), wanted));
}

// The table's checksums, as its sources give them (cipher-strings.md 13).
TEST(OpensslSuites, AreAllThere) {
    EXPECT_EQ(suites().size(), 413U);
    EXPECT_EQ(count([](const Suite& s) { return s.registry == Registry::iana; }), 354);
    EXPECT_EQ(count([](const Suite& s) { return s.registry == Registry::scsv; }), 2);
    EXPECT_EQ(count([](const Suite& s) { return s.registry == Registry::grease; }), 16);
    EXPECT_EQ(count([](const Suite& s) { return s.recommended == Recommended::yes; }), 14);
    EXPECT_EQ(count([](const Suite& s) { return s.recommended == Recommended::discouraged; }), 248);
    EXPECT_EQ(count([](const Suite& s) { return !s.gnutls.empty(); }), 188);
    EXPECT_EQ(
        count([](const Suite& s) { return s.is_tls13() && s.build(Version::v3_5) == Build::yes; }),
        7);
    constexpr int built[] = {121, 160, 155, 155, 155};
    for (const Version version : versions) {
        EXPECT_EQ(
            count([&](const Suite& s) { return s.build(version) == Build::yes && !s.is_tls13(); }),
            built[static_cast<std::size_t>(version)]);
    }
    std::set<std::uint32_t> ids;
    for (const Suite& suite : suites()) ids.insert(suite.id);
    EXPECT_EQ(ids.size(), suites().size());
}

TEST(OpensslSuites, AreFoundByEachName) {
    const Suite* const suite = find_suite(0xC02F);
    ASSERT_NE(suite, nullptr);
    EXPECT_EQ(find_iana("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), suite);
    EXPECT_EQ(find_openssl("ECDHE-RSA-AES128-GCM-SHA256"), suite);
    EXPECT_EQ(find_gnutls("TLS_ECDHE_RSA_AES_128_GCM_SHA256"), suite);
    EXPECT_EQ(find_suite(0xC0FF), nullptr);
    for (const auto find : {find_iana, find_openssl, find_gnutls}) {
        EXPECT_EQ(find(""), nullptr);
        EXPECT_EQ(find("NOSUCH"), nullptr);
    }
    for (const Suite& s : suites()) EXPECT_EQ(find_suite(s.id), &s);
    // SSL 2.0 has suites of the same name.
    EXPECT_EQ(find_openssl("RC4-MD5"), find_suite(0x0004));
    EXPECT_EQ(find_openssl("EDH-RSA-DES-CBC3-SHA"), find_suite(0x0016));
    EXPECT_EQ(openssl_name(*find_suite(0x0016), Version::v1_0_2), "EDH-RSA-DES-CBC3-SHA");
    EXPECT_EQ(openssl_name(*find_suite(0x0016), Version::v1_1_1), "DHE-RSA-DES-CBC3-SHA");
}

struct Traits {
    std::string_view name;
    std::string_view traits;  // f forward secret, a AEAD, c CBC, n null, A anonymous, x export, s
                              // small block, p shared secret
};
constexpr Traits traits[] = {
    {"ECDHE-RSA-AES128-GCM-SHA256", "fa"},
    {"AES128-SHA", "c"},
    {"DES-CBC3-SHA", "cs"},
    {"ADH-AES128-SHA", "fcA"},
    {"NULL-SHA", "n"},
    {"EXP-RC4-MD5", "x"},
    {"PSK-AES128-CBC-SHA", "cp"},
    {"SRP-AES-128-CBC-SHA", "cp"},
    {"TLS_AES_128_GCM_SHA256", "fa"},
    {"DHE-PSK-AES128-CCM", "fap"},
    {"AECDH-NULL-SHA", "fnA"},
};

TEST(OpensslSuites, HaveTraits) {
    for (const Traits& c : traits) {
        SCOPED_TRACE(c.name);
        const Suite* const suite = find_openssl(c.name);
        ASSERT_NE(suite, nullptr);
        std::string has;
        if (suite->has_forward_secrecy()) has += 'f';
        if (suite->is_aead()) has += 'a';
        if (suite->is_cbc()) has += 'c';
        if (suite->is_null()) has += 'n';
        if (suite->is_anonymous()) has += 'A';
        if (suite->is_export()) has += 'x';
        if (suite->has_small_block()) has += 's';
        if (suite->needs_shared_secret()) has += 'p';
        EXPECT_EQ(has, c.traits);
    }
}

TEST(OpensslSuites, FitProtocols) {
    const Suite& cbc = *find_openssl("ECDHE-RSA-AES128-SHA");
    const Suite& gcm = *find_openssl("ECDHE-RSA-AES128-GCM-SHA256");
    const Suite& tls13 = *find_openssl("TLS_AES_128_GCM_SHA256");
    EXPECT_TRUE(fits(cbc, Protocol::tls1_0, Version::v3_0));
    EXPECT_TRUE(fits(cbc, Protocol::tls1_2, Version::v3_0));
    EXPECT_FALSE(fits(cbc, Protocol::tls1_3, Version::v3_0));
    EXPECT_FALSE(fits(cbc, Protocol::ssl3, Version::v1_1_1));
    EXPECT_TRUE(fits(cbc, Protocol::ssl3, Version::v1_0_2));
    EXPECT_FALSE(fits(gcm, Protocol::tls1_1, Version::v3_0));
    EXPECT_TRUE(fits(tls13, Protocol::tls1_3, Version::v3_0));
    EXPECT_FALSE(fits(tls13, Protocol::tls1_2, Version::v3_0));
    EXPECT_EQ(strength_bits(*find_openssl("AES128-CCM8"), Version::v3_0), 128);
    EXPECT_EQ(strength_bits(*find_openssl("AES128-CCM8"), Version::v3_2), 64);
    EXPECT_EQ(name(cbc.key_exchange), "ECDHE");
    EXPECT_EQ(name(cbc.authentication), "RSA");
    EXPECT_EQ(name(cbc.encryption), "AES-128-CBC");
    EXPECT_EQ(name(cbc.mac), "SHA1");
}

}  // namespace
}  // namespace tlslint::openssl
