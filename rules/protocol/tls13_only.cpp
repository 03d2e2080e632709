// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::protocol::tls13_only {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    constexpr openssl::ProtocolSet newest{openssl::Protocol::tls1_3};
    if (!endpoint.serves_tls() || endpoint.listen.transport == Listen::Transport::quic) return;
    if (!endpoint.versions.origin.is_known()) return report.undecided(endpoint.versions.origin);
    if (endpoint.versions.value != newest || report.policy.versions == newest) return;
    report.at(endpoint.versions.origin,
              "offers TLSv1.3 only: cuts off Android before 10, iOS before 12.2, "
              "Java before 8u261 and OpenSSL before 1.1.1");
}

constexpr Rule rule{
    .name = "protocol/tls13-only",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::outdated_client,
    .summary = "Clients without TLS 1.3 are cut off",
    .why = "Programs that were built before TLS 1.3 cannot connect: old phones, Internet Explorer, "
           "appliances, and whatever links an old library.",
    .remedy = "Add TLSv1.2 unless you mean to leave them out; `tlslint show --clients` says who "
              "can connect.",
    .references = {{"RFC 8446", "https://www.rfc-editor.org/rfc/rfc8446"},
                   {"Mozilla Server Side TLS",
                    "https://wiki.mozilla.org/Security/Server_Side_TLS"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1.3;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::tls13_only
