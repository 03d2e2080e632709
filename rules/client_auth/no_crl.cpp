// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

namespace tlslint::rules::client_auth::no_crl {
namespace {

// The server does not start with it, which another rule says.
bool is_refused(const FileReference& file) {
    return is_missing(file)
           || (file.contents && file.contents->reading == FileContents::Reading::first_refused);
}

void check(const Endpoint& endpoint, Report& report) {
    const bool verifies = endpoint.client_auth.value == ClientAuth::required
                          || endpoint.client_auth.value == ClientAuth::optional;
    if (!endpoint.serves_tls() || !verifies || !endpoint.client_auth.origin.is_known()) return;
    const ClientTrust& trust = endpoint.client_trust;
    if (trust.crl.value || trust.ocsp.value) return;
    const bool nobody = !trust.ca.value && trust.ca.origin.is_known() && !trust.trusted.value;
    if (nobody || (trust.ca.value && is_refused(*trust.ca.value)))
        return;  // client-auth/no-ca, certificate/not-pem
    for (const Origin& origin : {trust.crl.origin, trust.ocsp.origin}) {
        if (!origin.is_known()) return report.undecided(origin);
    }
    report.at(endpoint.at, "client certificates are not checked for revocation");
}

constexpr Rule rule{
    .name = "client-auth/no-crl",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::revoked,
    .summary = "Revoked client certificates are accepted",
    .why =
        "Nothing tells the server which certificates their authority has called back: a stolen key "
        "opens the door until the certificate expires.",
    .remedy = "Give a revocation list (ssl_crl) or ask the authority (ssl_ocsp).",
    .references = {{"nginx: ssl_crl",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_crl"},
                   {"nginx: ssl_ocsp",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ocsp"}},
    .since = "0.1",
    .bad = "ssl_verify_client on;",
    .good = "ssl_verify_client on;\n"
            "ssl_crl clients-ca.crl;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::no_crl
