// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/file.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace tlslint::x509 {
namespace {

// The test below also runs this one, in a process of its own: GnuTLS reads its configuration when
// it starts.
TEST(MachineConfiguration, ReadsCertificatesAndKeys) {
    Arena arena;
    const test::Pki& pki = test::pki();
    const test::Credential leaf = pki.leaf({.subject = "CN=x"}, pki.ec_key);
    const FileContents chain = read_pem_file(leaf.certificate, Expectation::chain, {}, arena);
    ASSERT_EQ(chain.certificates.size(), 1U);
    EXPECT_EQ(chain.certificates[0].facts.subject, "CN=x");
    const FileContents key = read_pem_file(pki.ed25519_key, Expectation::private_key, {}, arena);
    ASSERT_TRUE(key.key && key.key->key);
    EXPECT_TRUE(key.key->key->id);
    const char* const variable = std::getenv("GNUTLS_SYSTEM_PRIORITY_FILE");
    ASSERT_NE(variable, nullptr);
    EXPECT_STREQ(variable, "/dev/null");
}

TEST(MachineConfiguration, DoesNotBlindUs) {
    const test::TemporaryDirectory directory;
    const std::string file = (directory.path() / "config").string();
    std::ofstream(file) << "[overrides]\ndisabled-curve = secp256r1\ndisabled-curve = ed25519\n"
                           "disabled-curve = secp384r1\ninsecure-hash = sha256\n";
    const std::string self = "GNUTLS_SYSTEM_PRIORITY_FILE=" + file
                             + " GNUTLS_SYSTEM_PRIORITY_FAIL_ON_INVALID=1 "
                               "'" TLSLINT_TESTS_PROGRAM "' "
                               "--gtest_filter=MachineConfiguration.ReadsCertificatesAndKeys";
    const test::ShellResult result = test::run(self);
    EXPECT_EQ(result.status, 0) << result.output;
    EXPECT_NE(result.output.find("1 test from"), std::string::npos);
}

}  // namespace
}  // namespace tlslint::x509
