// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::client_auth::optional_unchecked {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Setting<ClientAuth>& auth = endpoint.client_auth;
    const bool asks =
        auth.value == ClientAuth::optional || auth.value == ClientAuth::optional_unverified;
    if (!endpoint.serves_tls() || endpoint.layer != Endpoint::Layer::http || !asks) return;
    if (!auth.origin.is_known()) return report.undecided(auth.origin);
    if (endpoint.client_checks.result) return;
    const ClientTrust& trust = endpoint.client_trust;
    if (auth.value == ClientAuth::optional && !trust.ca.value && trust.ca.origin.is_known()
        && !trust.trusted.value)
        return;  // it does not start: client-auth/no-ca
    if (endpoint.has_gaps || report.model.is_fragment())
        return report.undecided(auth.origin.trail.front(),
                                "something that is not here may look at it");
    report.at(
        auth.origin,
        fmt::format("client certificates are {}, and nothing looks at the result",
                    auth.value == ClientAuth::optional ? "optional" : "optional and unverified"));
}

constexpr Rule rule{
    .name = "client-auth/optional-unchecked",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "Clients may show a certificate, and nobody looks whether they did",
    .why =
        "With `optional` (and `optional_no_ca`) everybody is let in, and only the result is noted "
        "of the verification: it protects nothing unless something acts on it.",
    .remedy = "Demand certificates (`on`), or test the result ($ssl_client_verify, ssl_c_verify).",
    .references =
        {{"nginx: ssl_verify_client",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client"},
         {"nginx: $ssl_client_verify",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#var_ssl_client_verify"}},
    .since = "0.1",
    .bad = "ssl_verify_client optional;",
    .good = "ssl_verify_client optional;\n"
            "if ($ssl_client_verify != SUCCESS) { return 403; }",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::optional_unchecked
