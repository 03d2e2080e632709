// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <algorithm>
#include <string_view>

namespace tlslint::rules::key_exchange::no_modern_group {
namespace {

// Those who must keep to NIST's strong curves have none of the two.
bool asks_for_strong_curves(const Policy& policy) {
    const std::string_view family = policy.family();
    return policy.chosen
           && (family.starts_with("fips") || family.starts_with("cnsa")
               || family.starts_with("nist"));
}

void check(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.groups.origin;
    if (!endpoint.serves_tls() || !origin.is_written() || endpoint.groups.value.empty()) return;
    if (asks_for_strong_curves(report.policy)) return;
    const auto groups = endpoint.groups.value;
    if (std::any_of(groups.begin(), groups.end(), [](const openssl::Group* group) {
            return group->name == "x25519" || group->name == "secp256r1"
                   || group->is_post_quantum();
        }))
        return;
    report.at(origin, "offers neither X25519 nor prime256v1");
}

constexpr Rule rule{
    .name = "key-exchange/no-modern-group",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::outdated_client,
    .summary = "Neither X25519 nor P-256 is offered",
    .why = "These are the groups that every client has, and for which it sends its key share at "
           "once: without them the handshake takes a round trip more, or fails.",
    .remedy = "Put X25519 and prime256v1 at the head of the list.",
    .references = {{"RFC 8446 9.1", "https://www.rfc-editor.org/rfc/rfc8446#section-9.1"},
                   {"nginx: ssl_ecdh_curve",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve"}},
    .since = "0.1",
    .bad = "ssl_ecdh_curve secp521r1;",
    .good = "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::no_modern_group
