// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::export_grade {
namespace {

bool picks(const openssl::Suite& suite) {
    return suite.is_export();
}

void check(const Model& model, Report& report) {
    report_suites(model, report, picks, "of export grade");
}

// Only live: no library of the versions that are modelled has such suites, unless it was built with
// enable-weak-ssl-ciphers.
constexpr Rule rule{
    .name = "cipher/export-grade",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::weak_ciphers,
    .summary = "Export suites can be negotiated",
    .why = "Keys of 40 or 56 bits are found in hours, and FREAK and LOGJAM make clients that never "
           "offered such a suite use it.",
    .remedy = "Remove EXP, and update OpenSSL: 1.1.0 and later have none.",
    .references = {{"RFC 7525 4.1", "https://www.rfc-editor.org/rfc/rfc7525#section-4.1"},
                   {"FREAK, CVE-2015-0204", "https://nvd.nist.gov/vuln/detail/CVE-2015-0204"}},
    .since = "0.1",
    .bad = "ssl_ciphers ALL:EXP; with OpenSSL 1.0.1",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::export_grade
