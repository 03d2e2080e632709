// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace tlslint::rules::key_exchange::weak_group {
namespace {

bool is_weak(const openssl::Group& group, const Policy& policy) {
    const int least_bits = policy.curve_bits / 2;  // of strength
    if (group.kind != openssl::GroupKind::curve) return false;
    const bool brainpool = group.name.starts_with("brainpool");
    return group.bits < least_bits || group.name.starts_with("sect")
           || (brainpool && policy.chosen && policy.groups.forbids(group));
}

void check(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.groups.origin;
    if (!endpoint.serves_tls()) return;
    if (!origin.is_known()) return report.undecided(origin);
    std::vector<std::string_view> names;
    for (const openssl::Group* group : endpoint.groups.value)
        if (is_weak(*group, report.policy)) names.push_back(group->openssl);
    if (names.empty()) return;
    report.at(origin,
              fmt::format("offers group{} {}", names.size() == 1 ? "" : "s", abridged(names)));
}

constexpr Rule rule{
    .name = "key-exchange/weak-group",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "A weak or exotic group is offered",
    .why = "Curves below 256 bits are too small, and curves over binary fields were deprecated by "
           "NIST and by RFC 8422: hardly anybody looks after their code.",
    .remedy = "Offer X25519, prime256v1 and secp384r1.",
    .references = {{"RFC 8422 5.1.1", "https://www.rfc-editor.org/rfc/rfc8422#section-5.1.1"},
                   {"NIST SP 800-186", "https://csrc.nist.gov/pubs/sp/800/186/final"},
                   {"nginx: ssl_ecdh_curve",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve"}},
    .since = "0.1",
    .bad = "ssl_ecdh_curve secp224r1:prime256v1;",
    .good = "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::weak_group
