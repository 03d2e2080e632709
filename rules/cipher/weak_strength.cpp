// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::weak_strength {
namespace {

// The other rules name what else has less than 112 bits: by what it is made of.
bool picks(const openssl::Suite& suite) {
    using enum openssl::Encryption;
    return suite.encryption == aes_128_ccm_8 || suite.encryption == aes_256_ccm_8;
}

void check(const Model& model, Report& report) {
    // As OpenSSL counts (ssl_cipher_table_mac, CHANGES of 3.2).
    if (model.facts.library.version >= openssl::Version::v3_2)
        report_suites(model, report, picks, "of 64 bits of strength");
}

constexpr Rule rule{
    .name = "cipher/weak-strength",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Suites of less than 112 bits of strength can be negotiated",
    .why = "A tag of 8 bytes is guessed in 2^64 tries; such suites are made for small devices, and "
           "OpenSSL lets nobody have them from security level 1 on.",
    .remedy = "Remove AESCCM8 (add !AESCCM8), and the @SECLEVEL=0 that lets it in.",
    .references = {{"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
                   {"RFC 6655 6.1", "https://www.rfc-editor.org/rfc/rfc6655#section-6.1"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE+AESGCM:ECDHE+AESCCM8:@SECLEVEL=0;",
    .good = "ssl_ciphers ECDHE+AESGCM;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::weak_strength
