// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::null {
namespace {

bool picks(const openssl::Suite& suite) {
    return suite.is_null();
}

void check(const Model& model, Report& report) {
    report_suites(model, report, picks, "which encrypt nothing");
}

constexpr Rule rule{
    .name = "cipher/null",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Suites without encryption can be negotiated",
    .why = "Everything goes over the wire in clear, protected against change only.",
    .remedy = "Remove eNULL and whatever lets it in (ALL, COMPLEMENTOFDEFAULT, @SECLEVEL=0).",
    .references = {{"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"}},
    .since = "0.1",
    .bad = "ssl_ciphers ALL:eNULL:@SECLEVEL=0;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::null
