// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::anonymous {
namespace {

bool picks(const openssl::Suite& suite) {
    return suite.is_anonymous();
}

void check(const Model& model, Report& report) {
    report_suites(model, report, picks, "which prove nobody's identity");
}

constexpr Rule rule{
    .name = "cipher/anonymous",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Suites without authentication can be negotiated",
    .why = "The server sends no certificate: whoever sits in between can be the server.",
    .remedy = "Add !aNULL, or list the wanted suites alone.",
    .references = {{"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"},
                   {"CWE-322", "https://cwe.mitre.org/data/definitions/322.html"}},
    .since = "0.1",
    .bad = "ssl_ciphers ALL:@SECLEVEL=0;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::anonymous
