// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/evaluate.hpp"
#include "rules/engine/rule.hpp"

#include <algorithm>
#include <string_view>

namespace tlslint::rules::key_exchange::no_dh_params {
namespace {

// "DHE-RSA-AES128-SHA", "EDH+AESGCM"; not a broad word, such as HIGH, that brings them along.
bool names_dh(std::string_view rule) {
    while (!rule.empty()) {
        const std::size_t end = std::min(rule.find('+'), rule.size());
        const std::string_view word = rule.substr(0, end);
        for (const std::string_view start : {"DHE", "EDH", "kDHE", "kEDH", "DH"}) {
            if (word == start || (word.starts_with(start) && word[start.size()] == '-'))
                return true;
        }
        rule.remove_prefix(std::min(end + 1, rule.size()));
    }
    return false;
}

bool lists_dh(const CipherList& ciphers) {
    const auto& suites = ciphers.evaluation->suites;
    return std::any_of(suites.begin(), suites.end(), [&](const openssl::Chosen& chosen) {
        return chosen.suite->key_exchange == openssl::KeyExchange::dhe
               && !chosen.suite->is_anonymous() && names_dh(chosen.by.of(ciphers.spec));
    });
}

void check(const Endpoint& endpoint, Report& report) {
    const CipherList& ciphers = endpoint.ciphers.value;
    if (!endpoint.serves_tls() || !endpoint.ciphers.origin.is_written() || !ciphers.evaluation
        || !lists_dh(ciphers))
        return;
    const openssl::ProtocolSet older =
        endpoint.versions.value - openssl::ProtocolSet{openssl::Protocol::tls1_3};
    if (older.empty() || endpoint.dh.value.given || !endpoint.dh.origin.is_known()) return;
    report.at(endpoint.ciphers.origin,
              "lists DHE suites, and no Diffie-Hellman parameters are given");
}

constexpr Rule rule{
    .name = "key-exchange/no-dh-params",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy"},
    .cause = Cause::weak_ciphers,
    .summary = "DHE suites that are never used",
    .why =
        "Without parameters OpenSSL leaves DHE out: the list promises suites that no client gets.",
    .remedy = "Take DHE out of the list; nobody who matters needs it, and RFC 10015 forbids it.",
    .references = {{"nginx: ssl_dhparam",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_dhparam"},
                   {"RFC 10015", "https://www.rfc-editor.org/rfc/rfc10015"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE+AESGCM:DHE+AESGCM;",
    .good = "ssl_ciphers ECDHE+AESGCM;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::no_dh_params
