// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <algorithm>

namespace tlslint::rules::cipher::no_aead {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    if (!endpoint.ciphers.origin.is_known()) return report.undecided(endpoint.ciphers.origin);
    const auto& suites =
        endpoint.ciphers.value.by_version.at(static_cast<std::size_t>(openssl::Protocol::tls1_2));
    if (suites.empty()
        || std::any_of(suites.begin(), suites.end(),
                       [](const openssl::Suite* suite) { return suite->is_aead(); }))
        return;
    report.at(endpoint.ciphers.origin, "offers no AEAD suite for TLSv1.2");
}

constexpr Rule rule{
    .name = "cipher/no-aead",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "No authenticated encryption is left for TLS 1.2",
    .why = "All that TLS 1.2 can then use is encrypted and authenticated in two steps, the ground "
           "of LUCKY13 and POODLE; HTTP/2 refuses it.",
    .remedy = "Offer AES-GCM and ChaCha20-Poly1305 with ECDHE.",
    .references = {{"RFC 9325 4.2", "https://www.rfc-editor.org/rfc/rfc9325#section-4.2"},
                   {"RFC 9113 9.2.2", "https://www.rfc-editor.org/rfc/rfc9113#section-9.2.2"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE-RSA-AES128-SHA:AES128-SHA;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::no_aead
