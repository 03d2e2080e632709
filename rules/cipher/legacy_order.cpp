// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::cipher::legacy_order {
namespace {

bool modern(const openssl::Suite* suite) {
    return is_modern(*suite);
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    const auto& suites = endpoint.ciphers.value.suites;
    const auto weak = std::find_if_not(suites.begin(), suites.end(), modern);
    if (weak == suites.end() || std::none_of(suites.begin(), suites.end(), modern)) return;
    const auto name = [&](const openssl::Suite* suite) {
        return openssl_name(*suite, report.facts().library.version);
    };
    if (endpoint.preference.value == Preference::client) {
        report.at(
            endpoint.preference.origin,
            fmt::format("leaves the choice of suite to the client, {} among them", name(*weak)));
        return;
    }
    const auto better = std::find_if(weak, suites.end(), modern);
    if (better == suites.end()) return;
    report.at(endpoint.ciphers.origin, fmt::format("prefers {} to {}", name(*weak), name(*better)));
}

constexpr Rule rule{
    .name = "cipher/legacy-order",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::weak_ciphers,
    .summary = "A weaker suite can win over a stronger one",
    .why = "Clients that know better suites still end with one without forward secrecy or AEAD.",
    .remedy = "List AEAD suites with ECDHE alone, or first and with the server's order.",
    .references =
        {{"Mozilla: Server Side TLS", "https://wiki.mozilla.org/Security/Server_Side_TLS"},
         {"nginx: ssl_prefer_server_ciphers",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_prefer_server_ciphers"}},
    .since = "0.1",
    .bad = "ssl_prefer_server_ciphers on;\nssl_ciphers AES128-SHA:ECDHE+AESGCM;",
    .good = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::legacy_order
