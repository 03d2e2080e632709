// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::protocol::quic_without_tls13 {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (endpoint.listen.transport != Listen::Transport::quic || endpoint.rejects.value
        || !endpoint.listen.is_default)  // whose settings hold for the others too
        return;
    const Origin& origin = endpoint.enabled_versions.origin;
    if (!origin.is_known()) return report.undecided(origin);
    if (endpoint.enabled_versions.value.contains(openssl::Protocol::tls1_3)) return;
    report.at(endpoint.listen.at, "listens for QUIC, and TLSv1.3 is not enabled");
}

constexpr Rule rule{
    .name = "protocol/quic-without-tls13",
    .severity = Severity::error,
    .servers = {"nginx"},
    .cause = Cause::version_mismatch,
    .summary = "QUIC without TLS 1.3",
    .why = "QUIC knows no other version: every HTTP/3 connection fails.",
    .remedy = "Add TLSv1.3 to ssl_protocols of the default server, or take the listen out.",
    .references = {{"RFC 9001 4.2", "https://www.rfc-editor.org/rfc/rfc9001#section-4.2"},
                   {"nginx: HTTP/3", "https://nginx.org/en/docs/quic.html"}},
    .since = "0.1",
    .bad = "listen 443 quic;\nssl_protocols TLSv1.2;",
    .good = "listen 443 quic;\nssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::quic_without_tls13
