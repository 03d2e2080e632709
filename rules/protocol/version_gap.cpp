// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::version_gap {
namespace {

using openssl::Protocol;

// The newest version that is left out below one that is offered.
openssl::ProtocolSet gap_of(openssl::ProtocolSet offered) {
    openssl::ProtocolSet gap;
    for (const Protocol version : openssl::ProtocolSet::range(offered.oldest(), Protocol::tls1_3)) {
        const auto newer = openssl::ProtocolSet::range(version, Protocol::tls1_3) & offered;
        if (!offered.contains(version) && !newer.empty()) gap.insert(version);
    }
    return gap;
}

void check_holes(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::hole_stays, [&](const Remark& remark) {
        report.at(remark.at, fmt::format("{} has no effect between versions that are enabled: {}",
                                         remark.value, remark.detail));
    });
    for_each_remark(model, Remark::Kind::versions_lost, [&](const Remark& remark) {
        report.at(remark.at, fmt::format("enables {} only: beyond a hole lies {}", remark.value,
                                         remark.detail));
    });
}

void check_offer(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    const openssl::ProtocolSet offered = endpoint.versions.value;
    if (!endpoint.versions.origin.is_known() || offered.empty()) return;
    const openssl::ProtocolSet gap = gap_of(offered);
    // What lies below is obsolete, and nobody needs it where 1.2 is there.
    if (gap.empty() || offered.contains(Protocol::tls1_2)) return;
    report
        .at(endpoint.versions.origin, endpoint.at,
            fmt::format("offers {}, and not {} between them", in_words(offered), in_words(gap)))
        .touches(endpoint);
}

void check(const Model& model, Report& report) {
    for (const Endpoint& endpoint : model.endpoints) check_offer(endpoint, report);
    check_holes(model, report);
}

constexpr Rule rule{
    .name = "protocol/version-gap",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::version_mismatch,
    .summary = "A version is missing between two that are offered",
    .why =
        "Clients that reach up to the missing version fall back to an older one, or fail. HAProxy "
        "leaves no hole: what was to be off stays on.",
    .remedy = "Enable a range without holes: TLSv1.2 TLSv1.3, ssl-min-ver TLSv1.2.",
    .references = {{"SSL_CTX_set_options(3)",
                    "https://docs.openssl.org/3.5/man3/SSL_CTX_set_options/"},
                   {"RFC 9325", "https://www.rfc-editor.org/rfc/rfc9325"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1.1 TLSv1.3;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::version_gap
