// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::certificate::no_san {
namespace {

void check(const Model& model, Report& report) {
    for (const ShownCertificate& shown : shown_certificates(model)) {
        const x509::Certificate& leaf = shown.leaf();
        const bool named =
            std::any_of(leaf.names.begin(), leaf.names.end(), [](const x509::Name& name) {
                return name.kind == x509::Name::Kind::dns || name.kind == x509::Name::Kind::ip;
            });
        // An authority in front of others: certificate/chain-order, certificate/ca-as-leaf.
        const bool authority =
            leaf.is_ca && (!leaf.self_signed || shown.contents->certificates.size() > 1);
        if (!named && !authority)
            report_at(
                report, shown,
                fmt::format("certificate {} has no subject alternative name", shown.file->written));
    }
}

constexpr Rule rule{
    .name = "certificate/no-san",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::name_mismatch,
    .summary = "A certificate names its server only in its common name",
    .why = "Clients look at the subject alternative names alone (browsers since 2017) and "
           "refuse a certificate without.",
    .remedy = "Get one with subjectAltName; with openssl req: -addext subjectAltName=DNS:NAME.",
    .references =
        {{"RFC 9525 2", "https://www.rfc-editor.org/rfc/rfc9525#section-2"},
         {"CA/Browser Forum Baseline Requirements",
          "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"}},
    .since = "0.1",
    .bad = "openssl req -x509 -subj /CN=shop.example",
    .good = "openssl req -x509 -subj /CN=shop.example -addext subjectAltName=DNS:shop.example",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::no_san
