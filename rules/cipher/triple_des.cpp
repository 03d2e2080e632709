// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::triple_des {
namespace {

void check(const Model& model, Report& report) {
    report_suites(model, report, is_triple_des_or_kin, "in blocks of 64 bits");
}

constexpr Rule rule{
    .name = "cipher/triple-des",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Suites with 64-bit blocks can be negotiated",
    .why = "After some 32 GB under one key blocks repeat, and SWEET32 reads cookies out of that.",
    .remedy = "Remove 3DES and IDEA (add !3DES).",
    .references = {{"SWEET32, CVE-2016-2183", "https://sweet32.info/"},
                   {"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"}},
    .since = "0.1",
    .bad = "ssl_ciphers HIGH:3DES:@SECLEVEL=0;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::triple_des
