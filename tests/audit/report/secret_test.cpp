// SPDX-License-Identifier: Apache-2.0
#include "audit/report/secret_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tlslint::report {
namespace {

// Lines of a key that was made for this test.
const std::string pem_line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
const std::string begin = "-----BEGIN PRIVATE KEY-----";
const std::string end = "-----END PRIVATE KEY-----";
const std::string key = "[private key not shown]";
const std::string possible = "[possible key not shown]";

TEST(Secret, Masked) {
    const struct {
        std::string text, shown;
    } cases[] = {
        {begin, key},
        {end, key},
        {"-----BEGIN RSA PRIVATE KEY-----", key},
        {"-----BEGIN ENCRYPTED PRIVATE KEY-----", key},
        {"-----BEGIN OPENSSH PRIVATE KEY-----", key},
        {"ssl_certificate_key data:" + begin + "\\nMIIE\\n" + end + ";",
         "ssl_certificate_key data:" + key},
        {"expected ';', found \"" + begin + " MIIEvQ\"", "expected ';', found \"" + key},
        {begin + "MIIE" + end + "\nMIIE", key},  // an end mark ends nothing
        {"found \"x8Fh3Q==" + end + "\"", "found \"" + key},
        {"x8Fh3Q\\n" + end, key},
        {"PRIVATE KEY x8Fh", key},
        {pem_line, possible},
        {"  " + pem_line + " ", "  " + possible + " "},
        {"data:" + pem_line + ";", "data:" + possible + ";"},
        {pem_line + "," + pem_line, possible + "," + possible},
        {pem_line + " " + begin, possible + " " + key},
        {"  x8Fh3QkLmN0pQrStUvWx==\r", "  " + possible + "\r"},  // the last line of a key
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(without_secrets(c.text), c.shown);
        EXPECT_EQ(without_secrets(c.shown), c.shown);
    }
}

TEST(Secret, Shown) {
    const std::string cases[] = {
        "",
        "ssl_certificate_key /etc/ssl/private/shop.key;",
        "certificate and private key do not belong together",
        "-----BEGIN CERTIFICATE-----",
        "SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "/srv/customers/europe/germany/berlin/shop/configuration/certificates/chain",
        "/Users/Someone/Documents/customers/europe/berlin/shop/certificates/2026/chain",
        "ssl_ciphers "
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA384;",
        "pin-sha256=\"d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM=\"",
        "ServerName",
        "SSLHonorCipherOrder",
    };
    for (const std::string& text : cases) EXPECT_EQ(without_secrets(text), text);
}

TEST(Secret, SafeTextMasksAndEscapes) {
    EXPECT_EQ(safe_text("a\x1b " + pem_line), "a\\x1b " + possible);
    EXPECT_EQ(safe_text("found\n" + begin), "found\\x0a" + key);
}

}  // namespace
}  // namespace tlslint::report
