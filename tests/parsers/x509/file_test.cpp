// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/file.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/shell.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::x509 {
namespace {

using enum Expectation;

std::string der_of(const std::string& pem) {
    const PemText text = split_pem(pem, {});
    return std::string(text_of(text.blocks.at(0).der));
}

std::string block(const std::string& label, const std::string& base64) {
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
}

std::string indented(std::string text) {
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) text.insert(at, "  ");
    return text;
}

TEST(PemFile, WhatIsNotRight) {
    const test::Pki& pki = test::pki();
    const std::string certificate = pki.intermediate.certificate;
    const std::string request = block("CERTIFICATE REQUEST", "QUJD");
    const struct {
        std::string name, text;
        Expectation expectation;
        FileProblem problem;
        BlockKind found;
        std::uint32_t line;
    } cases[] = {
        {"fine", certificate, chain, FileProblem::none, BlockKind::other, 0},
        {"CRLF and text", "Bag Attributes\r\n\r\n" + certificate, chain, FileProblem::none,
         BlockKind::other, 0},
        {"key before", pki.ec_key + certificate, chain, FileProblem::none, BlockKind::other, 0},
        {"empty", "", chain, FileProblem::empty, BlockKind::other, 0},
        {"blank", " \n\r\n", chain, FileProblem::empty, BlockKind::other, 0},
        {"text", "hello", chain, FileProblem::not_pem, BlockKind::other, 0},
        {"indented", indented(certificate), chain, FileProblem::indented, BlockKind::other, 0},
        {"DER", der_of(certificate), chain, FileProblem::binary, BlockKind::certificate, 0},
        {"DER key", der_of(pki.ec_key), private_key, FileProblem::binary, BlockKind::private_key,
         0},
        {"key", "# mine\n" + pki.ec_key, chain, FileProblem::wrong_kind, BlockKind::private_key, 2},
        {"request", request, chain, FileProblem::wrong_kind, BlockKind::request, 1},
        {"certificate for a key", certificate, private_key, FileProblem::wrong_kind,
         BlockKind::certificate, 1},
        {"certificate for DH", certificate, dh_parameters, FileProblem::wrong_kind,
         BlockKind::certificate, 1},
        {"truncated", certificate.substr(0, certificate.size() - 40), chain,
         FileProblem::damaged_pem, BlockKind::other, 1},
        {"damaged later", certificate + block("X", "Q"), chain, FileProblem::damaged_pem,
         BlockKind::other,
         static_cast<std::uint32_t>(std::count(certificate.begin(), certificate.end(), '\n') + 1)},
        {"no certificate inside", block("CERTIFICATE", "QUJD"), chain, FileProblem::damaged_der,
         BlockKind::other, 1},
        {"large", std::string(1024 * 1024 + 1, ' '), chain, FileProblem::too_large,
         BlockKind::other, 0},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        Arena arena;
        const FileContents contents = read_pem_file(c.text, c.expectation, {}, arena);
        EXPECT_EQ(contents.problem, c.problem);
        EXPECT_EQ(contents.line, c.line);
        if (c.problem == FileProblem::wrong_kind || c.problem == FileProblem::binary) {
            EXPECT_EQ(contents.found, c.found);
        }
    }
}

TEST(PemFile, Chain) {
    const test::Pki& pki = test::pki();
    Arena arena;
    std::string trusted = pki.root.certificate;
    for (const std::string_view mark : {"BEGIN ", "END "}) {
        trusted.insert(trusted.find(mark) + mark.size(), "TRUSTED ");
    }
    const std::string leaf = pki.leaf({}, pki.ec_key).certificate;
    const FileContents contents = read_pem_file(
        pki.ec_key + leaf + "text\n" + pki.intermediate.certificate + trusted, chain, {}, arena);
    EXPECT_EQ(contents.problem, FileProblem::none);
    EXPECT_EQ(contents.private_keys, 1U);
    ASSERT_EQ(contents.blocks.size(), 4U);
    EXPECT_EQ(contents.blocks[3].kind, BlockKind::trusted_certificate);
    // The trusted one is passed over: only the first may be in that form.
    ASSERT_EQ(contents.certificates.size(), 2U);
    EXPECT_EQ(contents.certificates[0].facts.subject, "CN=example.org");
    EXPECT_EQ(contents.certificates[1].facts.common_name, "Test Intermediate");
    EXPECT_GT(contents.certificates[1].line, contents.certificates[0].line);

    const FileContents first = read_pem_file(trusted + leaf, chain, {}, arena);
    ASSERT_EQ(first.certificates.size(), 2U);
    EXPECT_TRUE(first.certificates[0].trusted);
}

TEST(PemFile, LostEndLine) {
    const test::Pki& pki = test::pki();
    Arena arena;
    std::string text = pki.root.certificate + pki.intermediate.certificate;
    const std::size_t end = text.find("-----END");
    text.erase(end, text.find('\n', end) + 1 - end);
    const FileContents contents = read_pem_file(text, chain, {}, arena);
    EXPECT_EQ(contents.problem, FileProblem::none);  // and OpenSSL says nothing either
    EXPECT_EQ(contents.certificates.size(), 1U);
    ASSERT_EQ(contents.blocks.size(), 1U);
    EXPECT_TRUE(contents.blocks[0].swallows_begin);
}

TEST(PemFile, Limits) {
    std::string text;
    for (int i = 0; i < 70; ++i) text += test::pki().intermediate.certificate;
    Arena arena;
    const FileContents contents = read_pem_file(text, chain, {}, arena);
    EXPECT_EQ(contents.problem, FileProblem::too_many);
    EXPECT_EQ(contents.certificates.size(), chain_limit);
    const FileContents bundle = read_pem_file(text, authorities, {}, arena);
    EXPECT_EQ(bundle.problem, FileProblem::none);
    EXPECT_EQ(bundle.certificates.size(), 70U);
}

TEST(PemFile, Binaries) {
    if (test::run("openssl version").status != 0) GTEST_SKIP() << "there is no openssl";
    const std::string key = "openssl genpkey -algorithm ed25519";
    const std::string pair = "{ " + key + " >k; openssl req -x509 -key k -subj /CN=x >c; } && ";
    const struct {
        std::string command;
        BlockKind kind;
    } cases[] = {
        {pair + "openssl pkcs12 -export -inkey k -in c -passout pass:x", BlockKind::pkcs12},
        {pair + "openssl x509 -in c -outform DER", BlockKind::certificate},
        {pair + "openssl pkey -in k -outform DER", BlockKind::private_key},
        {pair + "openssl pkcs8 -topk8 -in k -passout pass:x -outform DER", BlockKind::private_key},
        {pair + "openssl req -new -key k -subj /CN=x -outform DER", BlockKind::request},
        {pair + "openssl crl2pkcs7 -nocrl -certfile c -outform DER", BlockKind::pkcs7},
        {"openssl genrsa 1024 | openssl rsa -traditional -outform DER", BlockKind::private_key},
        {"openssl ecparam -genkey -noout -name prime256v1 -outform DER", BlockKind::private_key},
        {"openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 | openssl dhparam "
         "-outform DER",
         BlockKind::dh_parameters},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.command);
        const std::string bytes =
            test::run("d=$(mktemp -d) && cd $d && " + c.command + "; rm -r $d").output;
        ASSERT_FALSE(bytes.empty());
        Arena arena;
        const FileContents contents = read_pem_file(bytes, chain, {}, arena);
        EXPECT_EQ(contents.problem, FileProblem::binary);
        EXPECT_EQ(contents.found, c.kind) << name(contents.found);
    }
}

}  // namespace
}  // namespace tlslint::x509
