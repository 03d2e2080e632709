// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::rc4 {
namespace {

void check(const Model& model, Report& report) {
    report_suites(model, report, is_rc4, "");
}

constexpr Rule rule{
    .name = "cipher/rc4",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "RC4 suites can be negotiated",
    .why = "RC4's key stream is biased: cookies and passwords were recovered from it; it is "
           "forbidden since 2015.",
    .remedy = "Remove RC4.",
    .references = {{"RFC 7465", "https://www.rfc-editor.org/rfc/rfc7465"}},
    .since = "0.1",
    .bad = "ssl_ciphers RC4-SHA:HIGH;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::rc4
