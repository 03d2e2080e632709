// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

namespace tlslint::rules::upstream::no_ca {
namespace {

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        const Origin& trusted = upstream.trusted_ca.origin;
        if (!upstream.verify.value || !upstream.verify.origin.is_known()
            || upstream.trusted_ca.value)
            return;
        if (!trusted.is_known()) return report.undecided(upstream.at, trusted.authority);
        touch_all(report.at(upstream.verify.origin, upstream.at,
                            "upstreams are verified, and no authority is given to judge them"),
                  upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/no-ca",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::untrusted_authority,
    .summary = "Upstreams are to be verified without an authority to judge them",
    .why = "The server does not start: nothing says whose certificates are good.",
    .remedy =
        "Name the file with the root of the authority that issued the upstream's certificate.",
    .references = {{"nginx: proxy_ssl_trusted_certificate",
                    "https://nginx.org/en/docs/http/"
                    "ngx_http_proxy_module.html#proxy_ssl_trusted_certificate"}},
    .since = "0.1",
    .bad = "proxy_ssl_verify on;",
    .good = "proxy_ssl_verify on;\n"
            "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::no_ca
