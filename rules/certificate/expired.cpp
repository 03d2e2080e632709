// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::expired {
namespace {

void check(const Model& model, Report& report) {
    for_each_link(model, [&](const ShownCertificate& shown, const x509::Certificate& certificate,
                             std::uint32_t index) {
        if (certificate.has_dates && certificate.not_after < model.facts.now)
            report_at(report, shown,
                      fmt::format("{} expired on {}", called(certificate, index),
                                  date_of(certificate.not_after)));
    });
}

constexpr Rule rule{
    .name = "certificate/expired",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::certificate_validity,
    .summary = "A certificate has expired",
    .why = "Clients refuse the connection, and most do not let people go on.",
    .remedy = "Renew it and reload the server; see why it was not renewed by itself.",
    .references = {{"RFC 5280 4.1.2.5", "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"}},
    .since = "0.1",
    .bad = "ssl_certificate expired.pem;",
    .good = "ssl_certificate renewed.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::expired
