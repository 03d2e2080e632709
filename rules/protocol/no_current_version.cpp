// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"
#include "rules/protocol/upper_bound.hpp"

namespace tlslint::rules::protocol::no_current_version {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    if (!endpoint.versions.origin.is_known()) return report.undecided(endpoint.versions.origin);
    const openssl::ProtocolSet offered = endpoint.versions.value;
    if (offered.empty() || offered.newest() >= openssl::Protocol::tls1_2) return;
    report.at(upper_bound(endpoint.versions.origin, report.model),
              "offers " + in_words(offered) + " only, neither TLSv1.2 nor TLSv1.3");
}

constexpr Rule rule{
    .name = "protocol/no-current-version",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::version_mismatch,
    .summary = "Neither TLS 1.2 nor TLS 1.3 can be negotiated",
    .why = "Browsers and libraries dropped everything older in 2020: their handshakes end with a "
           "protocol_version alert.",
    .remedy = "Enable TLS 1.2 and 1.3.",
    .references = {{"RFC 9325 3.1.1", "https://www.rfc-editor.org/rfc/rfc9325#section-3.1.1"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1 TLSv1.1;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::no_current_version
