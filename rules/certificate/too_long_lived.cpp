// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace tlslint::rules::certificate::too_long_lived {
namespace {

std::optional<std::chrono::days> most_days(const x509::Certificate& certificate) {
    for (const Policy::Lifetime& lifetime : Policy::lifetimes()) {
        if (certificate.not_before >= lifetime.since) return lifetime.most;
    }
    return std::nullopt;
}

void check(const Model& model, Report& report) {
    for (const ShownCertificate& shown : shown_certificates(model)) {
        const x509::Certificate& leaf = shown.leaf();
        if ((!leaf.follows_baseline && !leaf.has_scts) || !leaf.has_dates) continue;
        const auto most = most_days(leaf);
        const auto life = leaf.not_after - leaf.not_before;
        if (!most || life <= *most) continue;
        report_at(report, shown,
                  fmt::format("certificate {} lives for {} days; {} may be on {}",
                              shown.file->written,
                              std::chrono::ceil<std::chrono::days>(life).count(), most->count(),
                              date_of(leaf.not_before)));
    }
}

constexpr Rule rule{
    .name = "certificate/too-long-lived",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::certificate_validity,
    .summary = "A public certificate lives longer than it may",
    .why = "Browsers refuse public certificates that live longer than the CA/Browser Forum "
           "allows on the day of their issue.",
    .remedy = "Get one with a shorter life, and renew it automatically.",
    .references =
        {{"CA/Browser Forum Baseline Requirements",
          "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"},
         {"Apple: limits on trusted certificates", "https://support.apple.com/102028"}},
    .since = "0.1",
    .bad = "a public certificate of 400 days",
    .good = "a public certificate of 90 days",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::too_long_lived
