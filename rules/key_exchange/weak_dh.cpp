// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::key_exchange::weak_dh {
namespace {

bool uses_dh(const Endpoint& endpoint) {
    const auto suites = endpoint.ciphers.value.suites;
    return std::any_of(suites.begin(), suites.end(), [](const openssl::Suite* suite) {
        return suite->key_exchange == openssl::KeyExchange::dhe;
    });
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || !endpoint.ciphers.origin.is_known() || !uses_dh(endpoint)) return;
    const DhParameters& dh = endpoint.dh.value;
    if (!endpoint.dh.origin.is_known()) return report.undecided(endpoint.dh.origin);
    if (dh.bits == 0 || dh.bits >= report.policy.dh_bits) return;
    report.at(endpoint.dh.origin,
              fmt::format("uses Diffie-Hellman parameters of {} bits", dh.bits));
}

constexpr Rule rule{
    .name = "key-exchange/weak-dh",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Diffie-Hellman parameters are too small",
    .why = "Groups of 1024 bits are within reach of states, and common ones have been precomputed "
           "(LOGJAM).",
    .remedy = "Use a group of RFC 7919 (ffdhe2048 or larger), or leave out DHE suites.",
    .references = {{"LOGJAM (2015)", "https://weakdh.org/"},
                   {"RFC 7919", "https://www.rfc-editor.org/rfc/rfc7919"},
                   {"nginx: ssl_dhparam",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_dhparam"}},
    .since = "0.1",
    .bad = "ssl_dhparam dh1024.pem;",
    .good = "ssl_dhparam ffdhe2048.pem;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::weak_dh
