// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/once.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <set>
#include <vector>

namespace tlslint::rules::upstream::settings_inert {
namespace {

// The statements that only verification looks at; a name is sent as well.
std::vector<Span> statements_of(const Upstream& upstream) {
    std::vector<Span> all(upstream.verification.begin(), upstream.verification.end());
    if (upstream.name.origin.is_written() && !upstream.sends_name.value)
        all.push_back(upstream.name.origin.trail.front());
    return all;
}

void check(const Model& model, Report& report) {
    std::set<Place> in_force;
    for (const Upstream& upstream : model.upstreams) {
        if (!upstream.verify.value && upstream.verify.origin.is_known()) continue;
        for (const Span at : statements_of(upstream)) in_force.insert(begin_of(at));
        if (upstream.name.origin.is_written())
            in_force.insert(begin_of(upstream.name.origin.trail.front()));
    }
    for_each_upstream(model, [&](const Upstream& upstream) {
        if (upstream.verify.value || !upstream.verify.origin.is_known()) return;
        for (const Span at : statements_of(upstream)) {
            if (in_force.contains(begin_of(at))) continue;
            auto finding =
                report.at(at, "has no effect: the certificate of the upstream is not verified");
            if (upstream.verify.origin.is_written())
                finding.related(upstream.verify.origin.trail.front(), "switched off here");
            touch_all(finding, upstream);
        }
    });
}

constexpr Rule rule{
    .name = "upstream/settings-inert",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::untrusted_authority,
    .summary = "Settings for verifying upstreams stand beside verification that is off",
    .why =
        "They look like protection and do nothing: the certificate of the upstream is not checked.",
    .remedy = "Switch verification on.",
    .references = {{"nginx: proxy_ssl_verify",
                    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_verify"}},
    .since = "0.1",
    .bad = "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
    .good = "proxy_ssl_verify on;\n"
            "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::settings_inert
