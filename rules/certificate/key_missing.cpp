// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::key_missing {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const auto& certificates = endpoint.certificates;
    if (!endpoint.serves_tls() || !certificates.origin.is_known()) return;
    for (const CertificatePair& pair : certificates.value) {
        if (pair.key || !pair.certificate) continue;
        if (report.model.is_fragment() || endpoint.has_gaps) {
            report.undecided(pair.certificate->at, "the key may be given elsewhere");
            continue;
        }
        if (!pair.certificate->opened) continue;  // it is not known what that loads
        // Of a file that holds no certificate: certificate/not-pem, certificate/wrong-kind.
        const FileContents* const read = pair.certificate->contents;
        if (read && read->reading == FileContents::Reading::first_refused) continue;
        report.at(pair.certificate->at,
                  fmt::format("no key is given for certificate {}", pair.certificate->written));
    }
}

constexpr Rule rule{
    .name = "certificate/key-missing",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A certificate has no key",
    .why = "The server refuses to start. nginx wants as many keys as certificates; HAProxy looks "
           "for the key in the certificate's file, then beside it (site.pem.key).",
    .remedy = "Give each certificate its key.",
    .references = {{"nginx: ssl_certificate_key",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate_key"}},
    .since = "0.1",
    .bad = "ssl_certificate site.pem;",
    .good = "ssl_certificate site.pem;\n"
            "ssl_certificate_key site.key;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::key_missing
