// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::type_duplicate {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || endpoint.certificate_is_default) return;
    for (const Overruled& lost : endpoint.certificates.origin.overruled) {
        if (lost.by_command || lost.by.end == lost.by.begin) continue;
        report
            .at(lost.at, fmt::format("certificate {} is never shown: {} a key of the same type",
                                     lost.value, lost.why.empty() ? "a later one has" : lost.why))
            .related(lost.by, "this one is");
    }
}

constexpr Rule rule{
    .name = "certificate/type-duplicate",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A certificate is never shown",
    .why = "OpenSSL keeps one certificate of each type of key (RSA, EC, …): the last of a type "
           "replaces the ones before, silently. HAProxy chooses by name and type, and of equals "
           "the first.",
    .remedy = "Remove the one that is not meant; two certificates for one server need keys of "
              "different types.",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"}},
    .since = "0.1",
    .bad = "ssl_certificate old-rsa.pem;\nssl_certificate new-rsa.pem;",
    .good = "ssl_certificate rsa.pem;\nssl_certificate ec.pem;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::type_duplicate
