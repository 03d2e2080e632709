// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::stapling::unverified {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.asked_for || stapling.file || stapling.verified.value)
        return;
    if (!stapling.verified.origin.is_known()) return report.undecided(stapling.verified.origin);
    report.at(stapling.verified.origin, "stapled OCSP responses are not verified");
}

constexpr Rule rule{
    .name = "stapling/unverified",
    .severity = Severity::info,
    .servers = {"nginx"},
    .cause = Cause::revoked,
    .summary = "Stapled responses are not verified",
    .why = "nginx passes on what it gets: a forged response makes clients refuse the site until it "
           "is fetched again.",
    .remedy =
        "Switch ssl_stapling_verify on and give the root of the chain (ssl_trusted_certificate).",
    .references = {{"nginx: ssl_stapling_verify",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling_verify"}},
    .since = "0.1",
    .bad = "ssl_stapling on;",
    .good = "ssl_stapling on;\n"
            "ssl_stapling_verify on;\n"
            "ssl_trusted_certificate chain-with-root.pem;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::unverified
