// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

#include <optional>

namespace tlslint::rules::upstream::client_key_mismatch {
namespace {

// As far as both are known.
bool belong_together(const CertificatePair& pair) {
    const x509::Certificate* const leaf = pair.leaf();
    const x509::PublicKey* const key = pair.public_key();
    return !leaf || !leaf->key.id || !key || !key->id || key->id == leaf->key.id;
}

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        const Origin& certificate = upstream.certificates.origin;
        const Origin& key = upstream.client_key.origin;
        const bool has_certificate = !upstream.certificates.value.empty();
        if (has_certificate == (upstream.client_key.value != nullptr)) {
            if (has_certificate && !belong_together(upstream.certificates.value.front()))
                touch_all(report.at(key, upstream.at,
                                    fmt::format(
                                        "client key {} does not belong to certificate {}",
                                        upstream.client_key.value->written,
                                        upstream.certificates.value.front().certificate->written)),
                          upstream);
            return;
        }
        if (!certificate.is_known()) return report.undecided(upstream.at, certificate.authority);
        if (!key.is_known()) return report.undecided(upstream.at, key.authority);
        touch_all(has_certificate
                      ? report.at(certificate, upstream.at, "a client certificate without its key")
                      : report.at(key, upstream.at, "a client key without its certificate"),
                  upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/client-key-mismatch",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A client certificate for upstreams and its key are not a pair",
    .why = "With a certificate alone nginx and httpd do not start; with a key alone, or one of "
           "another certificate, none is shown, and upstreams that ask for one refuse.",
    .remedy = "Give both, the key that the certificate was requested with.",
    .references =
        {{"nginx: proxy_ssl_certificate_key",
          "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_certificate_key"}},
    .since = "0.1",
    .bad = "proxy_ssl_certificate client.pem;",
    .good = "proxy_ssl_certificate client.pem;\n"
            "proxy_ssl_certificate_key client.key;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::client_key_mismatch
