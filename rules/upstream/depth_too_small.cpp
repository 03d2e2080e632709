// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/authorities.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

namespace tlslint::rules::upstream::depth_too_small {
namespace {

// Public authorities issue no certificate from a root; of a private one that is not known.
void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        if (!upstream.verify.value || upstream.depth.value != 1 || !upstream.depth.origin.is_known()
            || !upstream.trusted_ca.value
            || !holds_public_authorities(*upstream.trusted_ca.value, report.policy))
            return;
        auto finding =
            report.at(upstream.depth.origin, upstream.at,
                      fmt::format("a chain may have one authority only, and those of {} are public",
                                  upstream.trusted_ca.value->written));
        touch_all(finding, upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/depth-too-small",
    .severity = Severity::warning,
    .servers = {"apache"},
    .cause = Cause::untrusted_authority,
    .summary = "The chains of upstreams are longer than they may be",
    .why = "By default httpd takes one authority above the certificate. Public ones have at least "
           "two, an intermediate and a root: every request is answered with 502.",
    .remedy = "Write SSLProxyVerifyDepth 3, or name the intermediate as the authority.",
    .references = {{"httpd: SSLProxyVerifyDepth",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslproxyverifydepth"}},
    .since = "0.1",
    .bad = "SSLProxyVerify require\n"
           "SSLProxyCACertificateFile /etc/ssl/certs/ca-certificates.crt",
    .good = "SSLProxyVerify require\n"
            "SSLProxyVerifyDepth 3\n"
            "SSLProxyCACertificateFile /etc/ssl/certs/ca-certificates.crt",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::depth_too_small
