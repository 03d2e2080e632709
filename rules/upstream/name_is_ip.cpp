// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

namespace tlslint::rules::upstream::name_is_ip {
namespace {

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        if (!upstream.verify.value || !upstream.verify.origin.is_known()
            || !upstream.name.origin.is_known() || !is_address(upstream.name.value))
            return;
        touch_all(report.at(upstream.name.origin, upstream.at,
                            fmt::format("the certificate is checked for the address {}",
                                        upstream.name.value)),
                  upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/name-is-ip",
    .severity = Severity::error,
    .servers = {"nginx"},
    .cause = Cause::name_mismatch,
    .summary = "The certificate of an upstream is checked for an address",
    .why = "nginx compares with the names of a certificate only, never with its addresses: "
           "verification always fails.",
    .remedy = "Give a name that stands in the certificate.",
    .references = {{"nginx: proxy_ssl_name",
                    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_name"}},
    .since = "0.1",
    .bad = "proxy_pass https://10.0.0.1;\n"
           "proxy_ssl_verify on;",
    .good = "proxy_pass https://10.0.0.1;\n"
            "proxy_ssl_verify on;\n"
            "proxy_ssl_name app.example.net;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::name_is_ip
