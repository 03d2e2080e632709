// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/certificate.hpp"
#include "parsers/x509/file.hpp"
#include "parsers/x509/key.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/libcrypto.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace tlslint::x509 {
namespace {

constexpr std::string_view passwords[] = {"wrong", "secret"};

PrivateKey read(const std::string& pem, std::span<const std::string_view> words) {
    Arena arena;
    const FileContents contents = read_pem_file(pem, Expectation::private_key, words, arena);
    EXPECT_TRUE(contents.key);
    return contents.key.value_or(PrivateKey());
}

PublicKey key_of(const std::string& certificate) {
    Arena arena;
    const PemText text = split_pem(certificate, {});
    return parse_certificate(text.blocks.at(0).der, arena)->key;
}

TEST(PrivateKey, BelongsToItsCertificate) {
    const test::Pki& pki = test::pki();
    for (const std::string* pem : {&pki.rsa_key, &pki.ec_key, &pki.ed25519_key}) {
        const PrivateKey key = read(*pem, {});
        EXPECT_EQ(key.problem, KeyProblem::none);
        EXPECT_FALSE(key.encrypted);
        ASSERT_TRUE(key.key);
        EXPECT_TRUE(key.key->id);
        EXPECT_EQ(*key.key, key_of(pki.leaf({}, *pem).certificate));
    }
    EXPECT_NE(*read(pki.ec_key, {}).key, key_of(pki.root.certificate));
}

TEST(PrivateKey, Formats) {
    const struct {
        std::string label;
        KeyFormat format;
        KeyProblem problem;
    } cases[] = {
        {"PRIVATE KEY", KeyFormat::pkcs8, KeyProblem::damaged},
        {"RSA PRIVATE KEY", KeyFormat::traditional, KeyProblem::damaged},
        {"EC PRIVATE KEY", KeyFormat::traditional, KeyProblem::damaged},
        {"ENCRYPTED PRIVATE KEY", KeyFormat::encrypted_pkcs8, KeyProblem::damaged},
        {"OPENSSH PRIVATE KEY", KeyFormat::openssh, KeyProblem::unknown_format},
        {"TSS2 PRIVATE KEY", KeyFormat::hardware, KeyProblem::unsupported},
        {"ANY PRIVATE KEY", KeyFormat::other, KeyProblem::unknown_format},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.label);
        const std::string pem =
            "-----BEGIN " + c.label + "-----\nQUJD\n-----END " + c.label + "-----\n";
        const PemText text = split_pem(pem, {});
        const PrivateKey key = parse_private_key(text.blocks.at(0), {});
        EXPECT_EQ(key.format, c.format);
        EXPECT_EQ(key.problem, c.problem);
        EXPECT_FALSE(key.key);
    }
    EXPECT_FALSE(key_format("PUBLIC KEY"));
    EXPECT_FALSE(key_format("CERTIFICATE"));
}

// {{PBES2, {{PBKDF2, {salt, 2^30 rounds}}, {AES-256-CBC, vector}}}, data}
TEST(PrivateKey, EndlessDerivation) {
    PemBlock block;
    block.label = "ENCRYPTED PRIVATE KEY";
    const std::string der(
        "\x30\x59\x30\x45\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d\x30\x38\x30\x17\x06\x09\x2a"
        "\x86\x48\x86\xf7\x0d\x01\x05\x0c\x30\x0a\x04\x02"
        "ab\x02\x04\x40\x00\x00\x00\x30\x1d\x06"
        "\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a\x04\x10"
        "0123456789abcdef\x04\x10"
        "0123456789abcdef",
        91);
    block.der.assign(der.begin(), der.end());
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(parse_private_key(block, passwords).problem, KeyProblem::too_slow);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(100));
}

// ---- keys as `openssl` writes them ---------------------------------------------------------

class KeysOfOpenssl : public testing::Test {
  protected:
    void SetUp() override {
        if (test::run("openssl version").status != 0) GTEST_SKIP() << "there is no openssl";
    }
    // Everything that stands in the file the command wrote.
    std::string make(const std::string& command) {
        const std::string before = "cd " + directory_.path().string() + " && ";
        const test::ShellResult made = test::run(before + "(" + command + ") && cat out");
        EXPECT_EQ(made.status, 0) << command;
        return made.output;
    }

  private:
    test::TemporaryDirectory directory_;
};

TEST_F(KeysOfOpenssl, EveryKindAndForm) {
    const struct {
        std::string command;
        KeyType type;
        int bits;
        std::string curve;
        bool encrypted;
    } cases[] = {
        {"openssl genrsa -out out 1024", KeyType::rsa, 1024, "", false},
        {"openssl genrsa -traditional -out out 2048", KeyType::rsa, 2048, "", false},
        {"openssl genrsa -traditional -aes256 -passout pass:secret -out out 1024", KeyType::rsa,
         1024, "", true},
        {"openssl genrsa -traditional -des3 -passout pass:secret -out out 1024", KeyType::rsa, 1024,
         "", true},
        {"openssl genrsa -aes128 -passout pass:secret -out out 1024", KeyType::rsa, 1024, "", true},
        {"openssl ecparam -name prime256v1 -genkey -out out", KeyType::ec, 256, "prime256v1",
         false},
        {"openssl ecparam -name secp521r1 -genkey -noout | openssl pkey -out out", KeyType::ec, 521,
         "secp521r1", false},
        {"openssl ecparam -name brainpoolP384r1 -genkey -noout -out out", KeyType::ec, 384,
         "brainpoolP384r1", false},
        {"openssl ecparam -name brainpoolP256r1 -genkey -noout | openssl pkcs8 -topk8 -passout "
         "pass:secret -out out",
         KeyType::ec, 256, "brainpoolP256r1", true},
        {"openssl ecparam -name secp256k1 -genkey -noout | openssl ec -aes128 -passout pass:secret "
         "-out out",
         KeyType::ec, 256, "secp256k1", true},
        {"openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -v2prf "
         "hmacWithSHA1 "
         "-v2 des3 -passout pass:secret -out out",
         KeyType::ec, 256, "prime256v1", true},
        {"openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES "
         "-passout pass:secret -out out",
         KeyType::ec, 256, "prime256v1", true},
        {"openssl genpkey -algorithm ed25519 -out out", KeyType::ed25519, 256, "", false},
        {"openssl genpkey -algorithm ed448 -aes256 -pass pass:secret -out out", KeyType::ed448, 456,
         "", true},
        {"openssl genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:1024 -out out",
         KeyType::rsa_pss, 1024, "", false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.command);
        const std::string pem = make(c.command);
        const PrivateKey locked = read(pem, {});
        EXPECT_EQ(locked.problem, c.encrypted ? KeyProblem::locked : KeyProblem::none);
        EXPECT_EQ(locked.key.has_value(), !c.encrypted);
        const PrivateKey key = read(pem, passwords);
        EXPECT_EQ(key.problem, KeyProblem::none);
        EXPECT_EQ(key.encrypted, c.encrypted);
        ASSERT_TRUE(key.key);
        EXPECT_EQ(key.key->type, c.type);
        EXPECT_EQ(key.key->bits, c.bits);
        EXPECT_EQ(key.key->curve, c.curve);
        const auto spki = test::LibCrypto::load_key(pem, "secret");
        ASSERT_TRUE(spki);
        EXPECT_EQ(*key.key, parse_public_key(bytes_of(*spki)));
        if (c.encrypted) {
            constexpr std::string_view wrong[] = {"", "other"};
            EXPECT_EQ(read(pem, wrong).problem, KeyProblem::wrong_password);
        }
    }
}

TEST_F(KeysOfOpenssl, EveryCurve) {
    for (const std::string name :
         {"prime192v1", "secp224r1", "secp384r1", "brainpoolP160r1", "brainpoolP192r1",
          "brainpoolP224r1", "brainpoolP256t1", "brainpoolP320r1", "brainpoolP384t1",
          "brainpoolP512r1", "brainpoolP512t1", "sect233k1", "sect233r1", "sect283k1", "sect283r1",
          "sect409k1", "sect409r1", "sect571k1", "sect571r1"}) {
        SCOPED_TRACE(name);
        const PrivateKey key =
            read(make("openssl ecparam -name " + name + " -genkey -noout -out out"), {});
        ASSERT_TRUE(key.key);
        EXPECT_EQ(key.key->curve, name);
        const std::string text = make("openssl ecparam -name " + name
                                      + " -genkey -noout | openssl pkey -text -noout -out out");
        EXPECT_NE(text.find("(" + std::to_string(key.key->bits) + " bit)"), std::string::npos)
            << text;
    }
    const PrivateKey spelled = read(
        make("openssl ecparam -name prime256v1 -param_enc explicit -genkey -noout -out out"), {});
    ASSERT_TRUE(spelled.key);
    EXPECT_EQ(spelled.key->curve, "");
    EXPECT_EQ(spelled.key->bits, 256);
    EXPECT_TRUE(spelled.key->id);
}

TEST_F(KeysOfOpenssl, WhatCannotBeOpened) {
    const PrivateKey scrypt =
        read(make("openssl genrsa 1024 | openssl pkcs8 -topk8 -scrypt -passout "
                  "pass:secret -out out"),
             passwords);
    EXPECT_TRUE(scrypt.encrypted);
    EXPECT_EQ(scrypt.problem, KeyProblem::unsupported);
    // Without its public half there is nothing to compare.
    const PrivateKey half =
        read(make("openssl ecparam -name prime256v1 -genkey -noout | openssl ec "
                  "-no_public -out out"),
             {});
    ASSERT_TRUE(half.key);
    EXPECT_EQ(half.key->curve, "prime256v1");
    EXPECT_FALSE(half.key->id);
}

}  // namespace
}  // namespace tlslint::x509
