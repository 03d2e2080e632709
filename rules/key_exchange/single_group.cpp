// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::key_exchange::single_group {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.groups.origin;
    if (!endpoint.serves_tls() || !origin.is_written() || endpoint.groups.value.size() != 1) return;
    report.at(origin, fmt::format("offers group {} only", endpoint.groups.value.front()->openssl));
}

constexpr Rule rule{
    .name = "key-exchange/single-group",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::outdated_client,
    .summary = "One group only",
    .why = "Clients without this group cannot connect, and every other one whose first guess "
           "differs needs a round trip more.",
    .remedy = "Offer two or three: X25519:prime256v1:secp384r1.",
    .references = {{"nginx: ssl_ecdh_curve",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve"},
                   {"RFC 9325", "https://www.rfc-editor.org/rfc/rfc9325"}},
    .since = "0.1",
    .bad = "ssl_ecdh_curve secp384r1;",
    .good = "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::key_exchange::single_group
