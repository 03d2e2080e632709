// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/authorities.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace tlslint::rules::client_auth::public_ca {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const bool verifies = endpoint.client_auth.value == ClientAuth::required
                          || endpoint.client_auth.value == ClientAuth::optional;
    if (!endpoint.serves_tls() || !verifies || !endpoint.client_auth.origin.is_known()
        || endpoint.client_checks.subject)
        return;
    if (is_public_directory(endpoint.client_trust.ca_directory))
        report.at(endpoint.client_trust.ca.origin.trail.front(),
                  fmt::format("the public authorities in {} judge clients",
                              endpoint.client_trust.ca_directory));
    for (const auto& file : {endpoint.client_trust.ca, endpoint.client_trust.trusted}) {
        if (file.value && file.origin.is_written()
            && holds_public_authorities(*file.value, report.policy))
            report.at(file.origin, fmt::format("the public authorities of {} judge clients",
                                               file.value->written));
    }
}

constexpr Rule rule{
    .name = "client-auth/public-ca",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::untrusted_authority,
    .summary = "Public authorities judge the certificates of clients",
    .why = "Anybody gets a certificate from them: each one of the world's public certificates "
           "opens this door.",
    .remedy = "Use an authority of your own, or test the subject of the certificate.",
    .references =
        {{"nginx: ssl_client_certificate",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_client_certificate"},
         {"NIST SP 800-52r2 3.5.1", "https://csrc.nist.gov/pubs/sp/800/52/r2/final"}},
    .since = "0.1",
    .bad = "ssl_client_certificate /etc/ssl/certs/ca-certificates.crt;",
    .good = "ssl_client_certificate clients-ca.pem;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::public_ca
