// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"
#include "rules/engine/words.hpp"

namespace tlslint::rules::upstream::obsolete_version {
namespace {

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        const Origin& origin = upstream.versions.origin;
        if (!origin.is_known()) return report.undecided(upstream.at, origin.authority);
        if (!upstream.ciphers.origin.is_known()) return;  // nor is the level, which it may set
        const openssl::ProtocolSet obsolete = upstream.versions.value & report.policy.obsolete();
        if (obsolete.empty() || obsolete.oldest() > openssl::Protocol::tls1_1) return;
        touch_all(report.at(origin, upstream.at, "offers " + in_words(obsolete) + " to upstreams"),
                  upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/obsolete-version",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::version_mismatch,
    .summary = "An obsolete version of the protocol is offered to an upstream",
    .why = "TLS 1.0 and 1.1 are forbidden since 2021; whoever stands in between may make the two "
           "ends agree on them.",
    .remedy = "Offer TLS 1.2 and 1.3 only.",
    .references =
        {{"RFC 8996", "https://www.rfc-editor.org/rfc/rfc8996"},
         {"nginx: proxy_ssl_protocols",
          "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_protocols"}},
    .since = "0.1",
    .bad = "proxy_ssl_protocols TLSv1 TLSv1.1 TLSv1.2;",
    .good = "proxy_ssl_protocols TLSv1.2 TLSv1.3;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::obsolete_version
