// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::client_renegotiation {
namespace {

constexpr Rule rule{
    .name = "live/client-renegotiation",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::none,
    .summary = "Clients may renegotiate",
    .why = "Each handshake costs a server far more than the client that asks for it: one "
           "connection can keep it busy (CVE-2011-1473).",
    .remedy = "Use a version of the server that refuses it, as nginx, Apache and HAProxy do; "
              "OpenSSL: SSL_OP_NO_RENEGOTIATION.",
    .references = {{"CVE-2011-1473", "https://nvd.nist.gov/vuln/detail/CVE-2011-1473"}},
    .since = "0.1",
    .bad = "ClientHello inside TLSv1.2: ServerHello",
    .good = "ClientHello inside TLSv1.2: alert 100 (no_renegotiation)",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::client_renegotiation
