// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::md5 {
namespace {

void check(const Model& model, Report& report) {
    report_suites(model, report, has_md5, "authenticated with MD5");
}

constexpr Rule rule{
    .name = "cipher/md5",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Records can be authenticated with MD5",
    .why = "MD5 is broken as a hash, and the suites that use it are RC4, RC2, DES or unencrypted "
           "ones.",
    .remedy = "Add !MD5, or list the wanted suites alone.",
    .references = {{"RFC 6151", "https://www.rfc-editor.org/rfc/rfc6151"},
                   {"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"}},
    .since = "0.1",
    .bad = "ssl_ciphers ALL:RC4-MD5;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::md5
