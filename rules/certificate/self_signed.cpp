// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/trust.hpp"
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::self_signed {
namespace {

void check(const Model& model, Report& report) {
    const x509::Trust* const trust = model.facts.trust;
    for (const ShownCertificate& shown : shown_certificates(model)) {
        const x509::Certificate& leaf = shown.leaf();
        if (!leaf.self_signed || (trust && trust->is_chosen() && trust->holds(leaf))) continue;
        report_at(report, shown, fmt::format("certificate {} is self-signed", shown.file->written));
    }
}

constexpr Rule rule{
    .name = "certificate/self-signed",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "A certificate is signed by itself",
    .why = "No client trusts it unless it has been told to: people get a warning, programs "
           "refuse.",
    .remedy = "Get a certificate from an authority that the clients know, a public one or your "
              "own.",
    .references = {{"RFC 5280 6.1", "https://www.rfc-editor.org/rfc/rfc5280#section-6.1"}},
    .since = "0.1",
    .bad = "openssl req -x509",
    .good = "openssl req -new   # and have it signed",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::self_signed
