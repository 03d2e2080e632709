// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

#include <string>

namespace tlslint::rules::upstream::unverified {
namespace {

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        if (!upstream.verify.origin.is_known())
            return report.undecided(upstream.at, upstream.verify.origin.authority);
        if (upstream.verify.value && !upstream.checks_expiry.value) {
            auto finding = report.at(upstream.checks_expiry.origin, upstream.at,
                                     "certificates of the upstream may be expired");
            touch_all(finding, upstream);
        }
        if (upstream.verify.value) return;
        const std::string message =
            upstream.verify.origin.is_written() || upstream.host.empty()
                ? std::string("the certificate of the upstream is not verified")
                : fmt::format("the certificate of {} is not verified", upstream.host);
        auto finding = report.at(upstream.verify.origin, upstream.at, message);
        if (stays_here(upstream.target)) finding.at_most(Severity::info);
        touch_all(finding, upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/unverified",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::untrusted_authority,
    .summary = "The certificate of an upstream is not verified",
    .why = "Anybody on the way to it can take its place, read and change what passes: TLS without "
           "verification only keeps out who merely listens.",
    .remedy = "Switch verification on and name the authority that issued the certificate.",
    .references = {{"nginx: proxy_ssl_verify",
                    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_verify"},
                   {"RFC 9325 3.4", "https://www.rfc-editor.org/rfc/rfc9325#section-3.4"}},
    .since = "0.1",
    .bad = "proxy_pass https://app.example.net;",
    .good = "proxy_pass https://app.example.net;\n"
            "proxy_ssl_verify on;\n"
            "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::unverified
