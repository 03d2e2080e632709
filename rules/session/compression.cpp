// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::session::compression {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || !endpoint.compression.value
        || !endpoint.compression.origin.is_written())
        return;
    report.at(endpoint.compression.origin, "compresses what TLS carries");
}

constexpr Rule rule{
    .name = "session/compression",
    .severity = Severity::error,
    .servers = {"apache", "live"},
    .cause = Cause::misconfiguration,
    .summary = "TLS compression is on",
    .why = "The length of what is compressed tells of its content: whoever can make a browser send "
           "requests guesses its cookies (CRIME).",
    .remedy = "Take SSLCompression out: off is the default.",
    .references = {{"RFC 9325 3.3", "https://www.rfc-editor.org/rfc/rfc9325#section-3.3"},
                   {"CVE-2012-4929", "https://nvd.nist.gov/vuln/detail/CVE-2012-4929"},
                   {"httpd: SSLCompression",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslcompression"}},
    .since = "0.1",
    .bad = "SSLCompression on",
    .good = "SSLCompression off",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::compression
