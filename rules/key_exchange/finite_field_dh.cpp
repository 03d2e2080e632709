// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace tlslint::rules::key_exchange::finite_field_dh {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    constexpr std::string_view rfc10015 = "2026-07";
    const Origin& origin = endpoint.ciphers.origin;
    if (!endpoint.serves_tls()) return;
    if (!origin.is_known()) return report.undecided(origin);
    if (report.policy.chosen && report.policy.date < rfc10015) return;
    std::vector<std::string_view> names;
    for (const openssl::Suite* suite : endpoint.ciphers.value.suites) {
        if (suite->key_exchange == openssl::KeyExchange::dhe && !suite->is_anonymous())
            names.push_back(openssl_name(*suite, report.facts().library.version));
    }
    if (names.empty()) return;
    report.at(origin, fmt::format("offers {}, with finite-field Diffie-Hellman", abridged(names)));
}

constexpr Rule rule{
    .name = "key-exchange/finite-field-dh",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Finite-field Diffie-Hellman can be negotiated",
    .why = "RFC 10015 forbids it in TLS 1.2 since July 2026, and Mozilla dropped it: servers "
           "cannot tell clients which groups they have, and large ones are slow.",
    .remedy = "Keep ECDHE suites alone.",
    .references = {{"RFC 10015", "https://www.rfc-editor.org/rfc/rfc10015"},
                   {"Mozilla Server Side TLS 6.0",
                    "https://wiki.mozilla.org/Security/Server_Side_TLS"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE+AESGCM:DHE+AESGCM;\nssl_dhparam ffdhe2048.pem;",
    .good = "ssl_ciphers ECDHE+AESGCM;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::finite_field_dh
