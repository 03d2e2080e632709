// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/renewal.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <chrono>

namespace tlslint::rules::certificate::expiring {
namespace {

void check(const Model& model, Report& report) {
    for_each_link(model, [&](const ShownCertificate& shown, const x509::Certificate& certificate,
                             std::uint32_t index) {
        const auto left = certificate.not_after - model.facts.now;
        if (!certificate.has_dates || left.count() < 0
            || left >= least_left(certificate, report.policy))
            return;
        const auto days = std::chrono::floor<std::chrono::days>(left).count();
        report_at(report, shown,
                  fmt::format("{} expires on {}, in {} day{}", called(certificate, index),
                              date_of(certificate.not_after), days, days == 1 ? "" : "s"));
    });
}

constexpr Rule rule{
    .name = "certificate/expiring",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::certificate_validity,
    .summary = "A certificate expires soon",
    .why = "When it has expired, clients refuse the connection. By now an automatic renewal "
           "should have replaced it.",
    .remedy = "Renew it and reload the server.",
    .references = {{"RFC 5280 4.1.2.5", "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"},
                   {"Let's Encrypt: when to renew",
                    "https://letsencrypt.org/docs/integration-guide/#when-to-renew"}},
    .since = "0.1",
    .bad = "ssl_certificate expires-tomorrow.pem;",
    .good = "ssl_certificate renewed.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::expiring
