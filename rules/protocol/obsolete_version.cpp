// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

namespace tlslint::rules::protocol::obsolete_version {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    if (!endpoint.versions.origin.is_known()) return report.undecided(endpoint.versions.origin);
    const openssl::ProtocolSet obsolete = endpoint.versions.value & report.policy.obsolete();
    if (obsolete.empty() || obsolete.oldest() > openssl::Protocol::tls1_1) return;
    report.at_words(
        endpoint.versions.origin,
        [&](std::string_view word) { return names_one_of(obsolete, word); },
        "accepts " + in_words(obsolete));
}

constexpr Rule rule{
    .name = "protocol/obsolete-version",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::version_mismatch,
    .summary = "An obsolete version of the protocol can be negotiated",
    .why = "TLS 1.0 and 1.1 rest on MD5 and SHA-1 and are forbidden since 2021; SSLv3 falls to "
           "POODLE, SSLv2 to DROWN.",
    .remedy = "Offer TLS 1.2 and 1.3 only.",
    .references = {{"RFC 8996", "https://www.rfc-editor.org/rfc/rfc8996"},
                   {"RFC 7568 (SSLv3)", "https://www.rfc-editor.org/rfc/rfc7568"},
                   {"RFC 6176 (SSLv2)", "https://www.rfc-editor.org/rfc/rfc6176"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::obsolete_version
