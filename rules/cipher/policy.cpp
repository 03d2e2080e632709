// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/policy/compliance.hpp"

#include <fmt/format.h>

namespace tlslint::rules::cipher::policy {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Policy& policy = report.policy;
    if (!policy.chosen || !endpoint.serves_tls()) return;
    const Compliance compliance = comply(endpoint, policy, report.facts().library.version);
    for (const Origin* origin : compliance.undecided) report.undecided(*origin);
    for (const Violation& violation : compliance.violations) {
        auto entry = report.at(*violation.origin, violation.message);
        entry
            .detail(fmt::format("Clause {} of {}{}.", violation.clause, policy.title,
                                policy.date.empty() ? "" : ", " + policy.date))
            .remedy(violation.remedy);
        if (violation.advice) entry.at_most(Severity::info);
    }
}

constexpr Rule rule{
    .name = "cipher/policy",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::weak_ciphers,
    .summary = "Outside of the policy that was chosen",
    .why = "You asked for a policy with --policy or in tlslint.toml, and this endpoint does not "
           "keep one of its clauses.",
    .remedy = "Change the setting as the policy says; `tlslint policies show` prints it.",
    .references = {{"Mozilla Server Side TLS", "https://wiki.mozilla.org/Security/Server_Side_TLS"},
                   {"RFC 9325", "https://www.rfc-editor.org/rfc/rfc9325"}},
    .since = "0.1",
    .bad = "# with --policy mozilla-modern\nssl_protocols TLSv1.2 TLSv1.3;",
    .good = "# with --policy mozilla-modern\nssl_protocols TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::policy
