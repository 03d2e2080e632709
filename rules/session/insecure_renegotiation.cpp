// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::session::insecure_renegotiation {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || !endpoint.legacy_renegotiation.value) return;
    report.at(endpoint.legacy_renegotiation.origin,
              "renegotiates with clients that cannot do it safely");
}

constexpr Rule rule{
    .name = "session/insecure-renegotiation",
    .severity = Severity::error,
    .servers = {"nginx", "apache", "live"},
    .cause = Cause::misconfiguration,
    .summary = "Insecure renegotiation is allowed",
    .why = "Somebody in between can put a request of his own in front of the client's "
           "(CVE-2009-3555).",
    .remedy =
        "Take UnsafeLegacyRenegotiation out; clients from before 2010 cannot be served safely.",
    .references = {{"RFC 5746", "https://www.rfc-editor.org/rfc/rfc5746"},
                   {"CVE-2009-3555", "https://nvd.nist.gov/vuln/detail/CVE-2009-3555"}},
    .since = "0.1",
    .bad = "ssl_conf_command Options UnsafeLegacyRenegotiation;",
    .good = "# no ssl_conf_command Options",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::insecure_renegotiation
