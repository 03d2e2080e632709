// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/certificate.hpp"
#include "parsers/x509/der.hpp"
#include "parsers/x509/pem.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/chrono.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>

namespace tlslint::x509 {
namespace {

using std::chrono::sys_days;
using std::chrono::year;
using test::CertificateOptions;

Certificate read(const std::string& pem, Arena& arena) {
    const PemText text = split_pem(pem, {});
    EXPECT_EQ(text.blocks.size(), 1U);
    const auto facts = parse_certificate(text.blocks.at(0).der, arena);
    EXPECT_TRUE(facts);
    return facts.value_or(Certificate());
}

CertificateOptions rich() {
    return {.subject = "CN=www.example.org,O=Example\\, Inc.,C=DE",
            .dns = {"www.example.org", "*.example.net", "xn--mnchen-3ya.example"},
            .addresses = {"192.0.2.1", "2001:db8::1"},
            .usages = {"1.3.6.1.5.5.7.3.1", "1.2.3.4"},
            .key_usage = test::digital_signature | test::key_encipherment,
            .ocsp_url = "http://ocsp.example/",
            .issuer_url = "http://issuer.example/ca.crt",
            .crl_url = "http://crl.example/x.crl",
            .must_staple = true,
            .extensions = {{"1.2.3.4.5", "\x05\x00", true},
                           {"1.3.6.1.4.1.11129.2.4.2", "\x04\x00", false}}};
}

std::vector<std::string> texts(std::span<const std::string_view> views) {
    return {views.begin(), views.end()};
}

TEST(Certificate, Facts) {
    Arena arena;
    const std::string pem = test::pki().leaf(rich(), test::pki().ec_key).certificate;
    const Certificate facts = read(pem, arena);
    EXPECT_EQ(facts.version, 3);
    EXPECT_EQ(facts.subject, "CN=www.example.org,O=Example\\, Inc.,C=DE");
    EXPECT_EQ(facts.issuer, "CN=Test Intermediate,O=tlslint");
    EXPECT_EQ(facts.common_name, "www.example.org");
    EXPECT_EQ(facts.serial, "123456");
    EXPECT_TRUE(facts.has_dates);
    EXPECT_EQ(facts.not_before, sys_days(year(2026) / 1 / 1));
    EXPECT_EQ(facts.not_after, sys_days(year(2026) / 4 / 1));
    EXPECT_EQ(facts.key.type, KeyType::ec);
    EXPECT_EQ(facts.key.bits, 256);
    EXPECT_EQ(facts.key.curve, "prime256v1");
    EXPECT_EQ(facts.signature.name, "ecdsa-with-SHA256");
    EXPECT_EQ(facts.signature.digest, Digest::sha256);
    std::vector<std::pair<Name::Kind, std::string>> names;
    for (const Name& each : facts.names) names.emplace_back(each.kind, each.text);
    using enum Name::Kind;
    EXPECT_EQ(names,
              (std::vector<std::pair<Name::Kind, std::string>>{{dns, "www.example.org"},
                                                               {dns, "*.example.net"},
                                                               {dns, "xn--mnchen-3ya.example"},
                                                               {ip, "192.0.2.1"},
                                                               {ip, "2001:db8::1"}}));
    EXPECT_FALSE(facts.is_ca);
    EXPECT_FALSE(facts.path_length);
    EXPECT_TRUE(facts.may(KeyUsage::digital_signature));
    EXPECT_TRUE(facts.may(KeyUsage::key_encipherment));
    EXPECT_FALSE(facts.may(KeyUsage::certificate_signing));
    ASSERT_TRUE(facts.extended_usages);
    EXPECT_EQ(texts(*facts.extended_usages), (std::vector<std::string>{"serverAuth", "1.2.3.4"}));
    EXPECT_EQ(texts(facts.unknown_critical), std::vector<std::string>{"1.2.3.4.5"});
    EXPECT_EQ(texts(facts.ocsp_urls), std::vector<std::string>{"http://ocsp.example/"});
    EXPECT_EQ(texts(facts.issuer_urls), std::vector<std::string>{"http://issuer.example/ca.crt"});
    EXPECT_EQ(texts(facts.crl_urls), std::vector<std::string>{"http://crl.example/x.crl"});
    EXPECT_TRUE(facts.must_staple);
    EXPECT_TRUE(facts.has_scts);
    EXPECT_FALSE(facts.self_issued);
    EXPECT_TRUE(facts.damaged.empty());
}

TEST(Certificate, Authorities) {
    Arena arena;
    const Certificate root = read(test::pki().root.certificate, arena);
    const Certificate intermediate = read(test::pki().intermediate.certificate, arena);
    const Certificate leaf = read(test::pki().leaf({}, test::pki().ec_key).certificate, arena);
    EXPECT_TRUE(root.is_ca && root.self_issued && root.self_signed);
    EXPECT_FALSE(root.path_length);
    EXPECT_TRUE(intermediate.is_ca && !intermediate.self_issued);
    EXPECT_EQ(intermediate.path_length, 0U);
    EXPECT_TRUE(root.may(KeyUsage::certificate_signing));
    EXPECT_TRUE(may_have_issued(root, intermediate));
    EXPECT_TRUE(may_have_issued(intermediate, leaf));
    EXPECT_FALSE(may_have_issued(root, leaf));
    EXPECT_FALSE(may_have_issued(leaf, leaf));
    EXPECT_FALSE(leaf.has_names);
    EXPECT_FALSE(leaf.key_usage || leaf.extended_usages);
}

// The same name, another key, and key identifiers say so.
TEST(Certificate, SelfIssuedIsNotSelfSigned) {
    Arena arena;
    const test::Credential old =
        test::make_certificate({.subject = "CN=Rolled", .ca = true}, test::pki().ec_key, nullptr);
    const test::Credential rolled =
        test::make_certificate({.subject = "CN=Rolled", .ca = true}, test::pki().ed25519_key, &old);
    const Certificate facts = read(rolled.certificate, arena);
    EXPECT_TRUE(facts.self_issued);
    EXPECT_FALSE(facts.self_signed);
}

TEST(Certificate, OddExtensions) {
    Arena arena;
    // A path length of -1, a usage that is no OID, and names that run over their end.
    const Certificate facts =
        read(test::pki()
                 .leaf({.key_identifiers = false,
                        .extensions = {{"2.5.29.19", "\x30\x06\x01\x01\xff\x02\x01\xff", true},
                                       {"2.5.29.37", std::string("\x30\x02\x04\x00", 4), false},
                                       {"2.5.29.17",
                                        "\x30\x05\x82\x7f"
                                        "abc",
                                        false}}},
                       test::pki().ec_key)
                 .certificate,
             arena);
    EXPECT_EQ(texts(facts.damaged),
              (std::vector<std::string>{"basicConstraints", "extendedKeyUsage", "subjectAltName"}));
    EXPECT_TRUE(facts.has_names);

    const Certificate nul = read(test::pki()
                                     .leaf({.extensions = {{"2.5.29.17",
                                                            std::string("\x30\x09\x82\x07"
                                                                        "a.b\0c.d",
                                                                        11),
                                                            false}}},
                                           test::pki().ec_key)
                                     .certificate,
                                 arena);
    ASSERT_EQ(nul.names.size(), 1U);
    EXPECT_EQ(nul.names[0].text, std::string_view("a.b\0c.d", 7));
}

TEST(Certificate, Limits) {
    Arena arena;
    SecretBytes names;
    for (int i = 0; i < 1'200; ++i) {
        append_der(names, der::context_primitive(2),
                   bytes_of("n" + std::to_string(i) + ".example"));
    }
    SecretBytes list;
    append_der(list, der::sequence, names);
    const CertificateOptions many{.extensions = {{"2.5.29.17", std::string(text_of(list)), false}}};
    const Certificate facts = read(test::pki().leaf(many, test::pki().ec_key).certificate, arena);
    EXPECT_EQ(facts.names.size(), names_limit);
    EXPECT_TRUE(facts.names_cut);

    const CertificateOptions large{
        .extensions = {{"1.2.3.4", std::string(certificate_limit, 'x'), false}}};
    const PemText text = split_pem(test::pki().leaf(large, test::pki().ec_key).certificate, {});
    EXPECT_FALSE(parse_certificate(text.blocks.at(0).der, arena));
    EXPECT_FALSE(parse_certificate({}, arena));
}

// ---- what `openssl x509` says of the same certificates ------------------------------------------

std::string without_blanks(std::string text) {
    text.erase(
        std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c); }),
        text.end());
    return text;
}

// Every line that is compared, in openssl's words.
std::string in_openssl_words(const Certificate& facts) {
    std::string serial(facts.serial);
    std::string out = "serial=" + serial;
    out += fmt::format("notBefore={:%b %e %T %Y} GMT", facts.not_before);
    out += fmt::format("notAfter={:%b %e %T %Y} GMT", facts.not_after);
    std::string digest = hex(facts.sha256);
    std::transform(digest.begin(), digest.end(), digest.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    std::string colons;
    for (std::size_t i = 0; i < digest.size(); i += 2) {
        colons += (i == 0 ? "" : ":") + digest.substr(i, 2);
    }
    out += "sha256Fingerprint=" + colons;
    for (const std::string_view url : facts.ocsp_urls) out += url;
    return without_blanks(out);
}

class AgainstOpenssl : public testing::Test {
  protected:
    void SetUp() override {
        if (test::run("openssl version").status != 0) GTEST_SKIP() << "there is no openssl";
    }
    std::string ask(const std::string& pem, const std::string& arguments) {
        const auto path = directory_.path() / "file.pem";
        std::ofstream(path) << pem;
        return test::run("openssl " + arguments + " -in " + path.string()).output;
    }

  private:
    test::TemporaryDirectory directory_;
};
using CertificateAgainstOpenssl = AgainstOpenssl;

TEST_F(CertificateAgainstOpenssl, MadeOnes) {
    Arena arena;
    std::vector<std::string> all = {test::pki().root.certificate,
                                    test::pki().intermediate.certificate};
    CertificateOptions options = rich();
    for (const std::string* key :
         {&test::pki().rsa_key, &test::pki().ec_key, &test::pki().ed25519_key}) {
        all.push_back(test::pki().leaf(options, *key).certificate);
        all.push_back(test::make_certificate(options, *key, nullptr).certificate);
        options.sha1 = true;
        options.not_after = sys_days(year(2049) / 12 / 31);
        options.serial = std::string("\xff\x01", 2);
    }
    options.not_after = sys_days(year(2050) / 1 / 1);  // another form of dates begins
    options.serial = std::string("\x00\xff\x01", 3);
    all.push_back(test::pki().leaf(options, test::pki().ec_key).certificate);
    for (const std::string& pem : all) {
        const Certificate facts = read(pem, arena);
        SCOPED_TRACE(facts.subject);
        EXPECT_EQ(in_openssl_words(facts),
                  without_blanks(ask(pem, "x509 -noout -serial -startdate -enddate -fingerprint "
                                          "-sha256 -ocsp_uri")));
        const std::string text = ask(pem, "x509 -noout -text -nameopt RFC2253");
        const auto says = [&](const std::string& line) {
            EXPECT_NE(text.find(line + "\n"), std::string::npos) << line << "\n" << text;
        };
        says("Signature Algorithm: " + std::string(facts.signature.name));
        says("Subject: " + std::string(facts.subject));
        says("Issuer: " + std::string(facts.issuer));
        says("Version: " + std::to_string(facts.version) + " (0x"
             + std::to_string(facts.version - 1) + ")");
        if (facts.key.type != KeyType::ed25519) {
            says("Public-Key: (" + std::to_string(facts.key.bits) + " bit)");
        }
        if (facts.key.type == KeyType::ec) says("ASN1 OID: " + std::string(facts.key.curve));
        EXPECT_EQ(text.find("CA:TRUE") != std::string::npos, facts.is_ca);
        EXPECT_EQ(text.find("status_request") != std::string::npos, facts.must_staple);
        for (const Name& each : facts.names) {
            if (each.kind != Name::Kind::dns) continue;
            EXPECT_NE(text.find("DNS:" + std::string(each.text)), std::string::npos);
        }
    }
}

// The machine's authorities: certificates of all the world, RSA and ECDSA, some of them odd.
TEST_F(CertificateAgainstOpenssl, SystemAuthorities) {
    std::ifstream in("/etc/ssl/certs/ca-certificates.crt", std::ios::binary);
    const std::string bundle((std::istreambuf_iterator<char>(in)), {});
    if (bundle.empty()) GTEST_SKIP() << "there are no ca-certificates";
    Arena arena;
    const PemText text = split_pem(bundle, bundle_limits);
    ASSERT_GT(text.blocks.size(), 50U);
    for (std::size_t i = 0; i < text.blocks.size(); ++i) {
        const PemBlock& block = text.blocks[i];
        ASSERT_EQ(block.problem, PemProblem::none);
        const auto facts = parse_certificate(block.der, arena);
        ASSERT_TRUE(facts);
        SCOPED_TRACE(facts->subject);
        EXPECT_TRUE(facts->is_ca && facts->self_signed && facts->has_dates);
        EXPECT_TRUE(facts->damaged.empty() && facts->unknown_critical.empty());
        EXPECT_TRUE(facts->key.id);
        EXPECT_FALSE(facts->subject.empty());
        if (i % 10 != 0) continue;  // a process each
        const std::string pem = bundle.substr(block.begin, block.end - block.begin);
        EXPECT_EQ(in_openssl_words(*facts),
                  without_blanks(ask(pem, "x509 -noout -serial -startdate -enddate -fingerprint "
                                          "-sha256 -ocsp_uri")));
        EXPECT_EQ("subject=" + std::string(facts->subject) + "\n",
                  ask(pem, "x509 -noout -subject -nameopt RFC2253,utf8,-esc_msb,dn_rev"));
    }
}

}  // namespace
}  // namespace tlslint::x509
