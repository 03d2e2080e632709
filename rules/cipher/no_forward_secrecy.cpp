// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

namespace tlslint::rules::cipher::no_forward_secrecy {
namespace {

bool picks(const openssl::Suite& suite) {
    return !suite.has_forward_secrecy();
}

void check(const Model& model, Report& report) {
    report_suites(model, report, picks, "without forward secrecy");
}

constexpr Rule rule{
    .name = "cipher/no-forward-secrecy",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Suites without forward secrecy can be negotiated",
    .why = "Who records the traffic and gets the private key later reads all of it; RFC 10015 "
           "forbids these suites.",
    .remedy = "Keep suites with ECDHE alone (add !kRSA).",
    .references = {{"RFC 10015", "https://www.rfc-editor.org/rfc/rfc10015"},
                   {"RFC 9325 4.1", "https://www.rfc-editor.org/rfc/rfc9325#section-4.1"}},
    .since = "0.1",
    .bad = "ssl_ciphers HIGH:!aNULL:!MD5;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::no_forward_secrecy
