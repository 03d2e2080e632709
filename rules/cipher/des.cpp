// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::des {
namespace {

bool picks(const openssl::Suite& suite) {
    using enum openssl::Encryption;
    return !suite.is_export() && (suite.encryption == des_cbc || suite.encryption == des_cfb);
}

void check(const Model& model, Report& report) {
    report_suites(model, report, picks, "encrypted with DES");
}

// Only live: no library of the versions that are modelled has such suites, unless it was built with
// enable-weak-ssl-ciphers.
constexpr Rule rule{
    .name = "cipher/des",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::weak_ciphers,
    .summary = "Suites with single DES can be negotiated",
    .why = "A key of 56 bits is found in a day.",
    .remedy = "Remove LOW (add !DES), and update OpenSSL: 1.1.0 and later have none.",
    .references = {{"RFC 5469", "https://www.rfc-editor.org/rfc/rfc5469"},
                   {"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"}},
    .since = "0.1",
    .bad = "ssl_ciphers ALL:LOW; with OpenSSL 1.0.1",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::des
