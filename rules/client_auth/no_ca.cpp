// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::client_auth::no_ca {
namespace {

constexpr ServerVersion trusted_is_enough{1, 27, 2};  // CHANGES

constexpr auto message =
    "clients are asked for certificates, and no authority is given to judge them";

bool demands(const Setting<ClientAuth>& auth) {
    return (auth.value == ClientAuth::required || auth.value == ClientAuth::optional)
           && auth.origin.is_known();
}

void check(const Endpoint& endpoint, Report& report) {
    const Setting<ClientAuth>& auth = endpoint.client_auth;
    if (!endpoint.serves_tls()) return;
    const ClientTrust& trust = endpoint.client_trust;
    if (!demands(auth)) {
        for (const Path& path : endpoint.paths) {
            if (demands(path.client_auth) && path.client_auth.origin.is_written() && !trust.ca.value
                && trust.ca.origin.is_known())
                report.at(path.client_auth.origin, endpoint.at, message);
        }
        return;
    }
    const bool either = report.facts().server >= trusted_is_enough;
    if (trust.ca.value || (either && trust.trusted.value)) return;
    if (!trust.ca.origin.is_known()) return report.undecided(trust.ca.origin);
    report.at(auth.origin, message);
}

constexpr Rule rule{
    .name = "client-auth/no-ca",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::untrusted_authority,
    .summary = "Clients are asked for certificates without an authority to judge them",
    .why = "The server does not start: nothing says whose certificates are good.",
    .remedy = "Name the authority that issues the clients' certificates.",
    .references =
        {{"nginx: ssl_verify_client",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client"},
         {"nginx: ssl_client_certificate",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_client_certificate"}},
    .since = "0.1",
    .bad = "ssl_verify_client on;",
    .good = "ssl_verify_client on;\n"
            "ssl_client_certificate clients-ca.pem;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::no_ca
