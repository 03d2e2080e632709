// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::client_cut_off {
namespace {

constexpr Rule rule{
    .name = "live/client-cut-off",
    .severity = Severity::info,
    .servers = {"live"},
    .cause = Cause::outdated_client,
    .summary = "Some known clients cannot connect",
    .why = "Versions, suites or groups of these clients are not among those of the server. "
           "Whether they matter, its log tells.",
    .remedy = "If they have to be served, offer an ECDSA and an RSA certificate, ECDHE with AES-"
              "GCM, and X25519 and P-256; what is older than TLS 1.2 should stay out.",
    .references = {{"SSL Labs: User Agent Capabilities",
                    "https://www.ssllabs.com/ssltest/clients.html"}},
    .since = "0.1",
    .bad = "clients: Java 6u45: alert 70 (protocol_version)",
    .good = "clients: all connect",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::client_cut_off
