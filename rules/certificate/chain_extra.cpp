// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string_view>

namespace tlslint::rules::certificate::chain_extra {
namespace {

std::string_view reason(x509::Chain::Extra::Kind kind) {
    switch (kind) {
    case x509::Chain::Extra::Kind::root: return "a root, which clients have";
    case x509::Chain::Extra::Kind::repeated: return "for the second time";
    case x509::Chain::Extra::Kind::unrelated: return "which is not in its chain";
    }
    return "";
}

// A chain that begins with the wrong one is another matter: certificate/chain-order.
bool begins_wrongly(const ShownCertificate& shown) {
    return shown.leaf().is_ca && !shown.leaf().self_signed;
}

void check(const Model& model, Report& report) {
    for (const ShownCertificate& shown : shown_certificates(model)) {
        if (begins_wrongly(shown)) continue;
        for (const x509::Chain::Extra& extra : shown.contents->chain.extra) {
            if (extra.kind == x509::Chain::Extra::Kind::root && shown.file->drops_roots) continue;
            report_at(report, shown,
                      fmt::format("{} sends {} along, {}", shown.file->written,
                                  called(shown.at(extra.index)), reason(extra.kind)));
        }
    }
}

constexpr Rule rule{
    .name = "certificate/chain-extra",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::none,
    .summary = "A server sends certificates that nobody needs",
    .why = "They cost bytes in every handshake; clients have roots already and pass over what "
           "is unrelated.",
    .remedy = "Leave them out.",
    .references = {{"RFC 8446 4.4.2", "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"}},
    .since = "0.1",
    .bad = "cat site.pem intermediate.pem root.pem > chain.pem",
    .good = "cat site.pem intermediate.pem > chain.pem",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::chain_extra
