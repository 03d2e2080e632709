// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::not_yet_valid {
namespace {

void check(const Model& model, Report& report) {
    for_each_link(model, [&](const ShownCertificate& shown, const x509::Certificate& certificate,
                             std::uint32_t index) {
        if (certificate.has_dates && certificate.not_before > model.facts.now)
            report_at(report, shown,
                      fmt::format("{} is not valid before {}", called(certificate, index),
                                  date_of(certificate.not_before)));
    });
}

constexpr Rule rule{
    .name = "certificate/not-yet-valid",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::certificate_validity,
    .summary = "A certificate is not valid yet",
    .why = "Clients refuse the connection until the day that it begins.",
    .remedy = "Use the one before until then; if it should be valid, set the clock of the machine "
              "that made it.",
    .references = {{"RFC 5280 4.1.2.5", "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"}},
    .since = "0.1",
    .bad = "ssl_certificate next-year.pem;",
    .good = "ssl_certificate this-year.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::not_yet_valid
