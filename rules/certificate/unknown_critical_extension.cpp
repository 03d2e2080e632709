// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::unknown_critical_extension {
namespace {

void check(const Model& model, Report& report) {
    for_each_link(model, [&](const ShownCertificate& shown, const x509::Certificate& certificate,
                             std::uint32_t index) {
        if (!certificate.unknown_critical.empty())
            report_at(report, shown,
                      fmt::format("{} has a critical extension that clients do not know: {}",
                                  called(certificate, index),
                                  certificate.unknown_critical.front()));
    });
}

constexpr Rule rule{
    .name = "certificate/unknown-critical-extension",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "A certificate has a critical extension that clients do not know",
    .why = "A critical extension that a client does not understand makes it refuse the "
           "certificate.",
    .remedy = "Get a certificate without it, or with the extension not critical.",
    .references = {{"RFC 5280 4.2", "https://www.rfc-editor.org/rfc/rfc5280#section-4.2"}},
    .since = "0.1",
    .bad = "1.2.3.4 = critical, DER:0500",
    .good = "1.2.3.4 = DER:0500",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::unknown_critical_extension
