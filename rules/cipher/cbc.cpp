// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::cbc {
namespace {

bool picks(const openssl::Suite& suite) {
    return suite.is_cbc();
}

void check(const Model& model, Report& report) {
    report_suites(model, report, picks, "in CBC mode");
}

constexpr Rule rule{
    .name = "cipher/cbc",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Suites in CBC mode can be negotiated",
    .why = "Their padding was attacked again and again (LUCKY13, POODLE); safe use depends on "
           "careful code on both sides.",
    .remedy = "Keep AEAD suites alone: AES-GCM and ChaCha20-Poly1305.",
    .references = {{"LUCKY13 (2013)", "https://www.isg.rhul.ac.uk/tls/Lucky13.html"},
                   {"RFC 9325 4.2", "https://www.rfc-editor.org/rfc/rfc9325#section-4.2"}},
    .since = "0.1",
    .bad = "ssl_ciphers HIGH:!aNULL:!MD5;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::cbc
