// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/ciphersuites.hpp"
#include "parsers/openssl/signature_algorithms.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace tlslint::openssl {
namespace {

struct SuitesCase {
    std::string_view text;
    std::string_view in_1_1_1;  // "-": refused
    std::string_view in_3_0;
};
// cipher-strings.md 8.
constexpr SuitesCase suites_cases[] = {
    {"", "", ""},
    {"TLS_AES_128_GCM_SHA256", "1301", "1301"},
    {"TLS_AES_128_GCM_SHA256: TLS_AES_256_GCM_SHA384 ", "1301 1302", "1301 1302"},
    {"TLS_AES_128_GCM_SHA256:FOO", "-", "1301"},
    {"FOO", "-", "-"},
    {":TLS_AES_128_GCM_SHA256", "-", "1301"},
    {"TLS_AES_128_GCM_SHA256::", "-", "1301"},
    {"TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384", "-", "-"},
    {"TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384", "-", "-"},
    {"TLS_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256", "1301 1301", "1301 1301"},
    {"ECDHE-RSA-AES128-GCM-SHA256", "-", "-"},
    {"tls_aes_128_gcm_sha256", "-", "-"},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "C02F", "C02F"},
};

std::string ids(const Ciphersuites& list) {
    if (!list.ok) return "-";
    std::string text;
    for (const Ciphersuites::Listed& listed : list.suites) {
        char hex[8];
        std::snprintf(hex, sizeof hex, "%04X", listed.suite->id);
        text += (text.empty() ? "" : " ") + std::string(hex);
    }
    return text;
}

TEST(OpensslLists, Ciphersuites) {
    for (const SuitesCase& c : suites_cases) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(ids(parse_ciphersuites(c.text, Version::v1_1_1)), c.in_1_1_1);
        EXPECT_EQ(ids(parse_ciphersuites(c.text, Version::v3_0)), c.in_3_0);
        EXPECT_EQ(ids(parse_ciphersuites(c.text, Version::v3_5)), c.in_3_0);
        EXPECT_FALSE(parse_ciphersuites(c.text, Version::v1_0_2).ok);
    }
    EXPECT_FALSE(parse_ciphersuites("TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC", Version::v3_0).ok);
    EXPECT_EQ(ids(parse_ciphersuites("TLS_SHA256_SHA256", Version::v3_5)), "C0B4");
    EXPECT_EQ(ids(parse_ciphersuites("TLS_SHA256_SHA256", Version::v3_2)), "-");
    EXPECT_EQ(ids(parse_ciphersuites(default_ciphersuites(Version::v3_0), Version::v3_0)),
              "1302 1303 1301");
    const Ciphersuites defaults =
        parse_ciphersuites(default_ciphersuites(Version::v3_0), Version::v3_0);
    EXPECT_EQ(negotiable(defaults, Version::v3_0, 2).size(), 3U);
    EXPECT_EQ(negotiable(defaults, Version::v3_0, 4).size(), 2U);  // without AES-128
    const std::string_view text = "FOO: TLS_AES_128_GCM_SHA256";
    const Ciphersuites list = parse_ciphersuites(text, Version::v3_0);
    ASSERT_EQ(list.unknown.size(), 1U);
    EXPECT_EQ(list.unknown[0].of(text), "FOO");
    EXPECT_EQ(list.suites[0].at.of(text), "TLS_AES_128_GCM_SHA256");
}

struct SignaturesCase {
    std::string_view text;
    Version version;
    SignaturesRefusal refusal;
    std::string_view algorithms;
};
constexpr SignaturesCase signatures_cases[] = {
    {"RSA+SHA256:ECDSA+SHA256", Version::v1_0_2, SignaturesRefusal::none,
     "rsa_pkcs1_sha256 ecdsa_secp256r1_sha256"},
    {"ed25519", Version::v1_0_2, SignaturesRefusal::unknown, ""},
    {"ed25519 : SHA512+RSA-PSS", Version::v1_1_1, SignaturesRefusal::none,
     "ed25519 rsa_pss_rsae_sha512"},
    {"rsa_pss_rsae_sha256:PSS+SHA256", Version::v3_0, SignaturesRefusal::duplicate, ""},
    {"rsa_pss_rsae_sha256:PSS+SHA256", Version::v3_5, SignaturesRefusal::none,
     "rsa_pss_rsae_sha256"},
    {"RSA+MD5", Version::v3_0, SignaturesRefusal::unknown, ""},
    {"rsa+SHA256", Version::v3_0, SignaturesRefusal::unknown, ""},
    {"rsa+SHA256:RSA+sha384", Version::v3_5, SignaturesRefusal::none,
     "rsa_pkcs1_sha256 rsa_pkcs1_sha384"},
    {"RSA+SHA256,ed25519", Version::v3_0, SignaturesRefusal::unknown, ""},
    {"RSA+SHA256:", Version::v3_0, SignaturesRefusal::empty_item, ""},
    {"", Version::v3_5, SignaturesRefusal::empty_item, ""},
    {"?FOO:mldsa65", Version::v3_5, SignaturesRefusal::none, "mldsa65"},
    {"?FOO", Version::v3_5, SignaturesRefusal::nothing_left, ""},
    {"?SHA512+:ed448", Version::v3_5, SignaturesRefusal::unknown, ""},
    {"?+SHA512:?:ed448", Version::v3_5, SignaturesRefusal::none, "ed448"},
    {"mldsa65", Version::v3_2, SignaturesRefusal::unknown, ""},
    {"ecdsa_brainpoolP256r1_sha256", Version::v3_5, SignaturesRefusal::none,
     "ecdsa_brainpoolP256r1tls13_sha256"},
};

TEST(OpensslLists, SignatureAlgorithms) {
    for (const SignaturesCase& c : signatures_cases) {
        SCOPED_TRACE(c.text);
        const SignatureList list = parse_signatures(c.text, c.version);
        EXPECT_EQ(list.refusal, c.refusal);
        std::string names;
        for (const auto& listed : list.algorithms) {
            names += (names.empty() ? "" : " ") + std::string(listed.algorithm->name);
        }
        EXPECT_EQ(names, c.algorithms);
    }
}

}  // namespace
}  // namespace tlslint::openssl
