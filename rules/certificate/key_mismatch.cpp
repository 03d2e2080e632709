// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/pairs.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tlslint::rules::certificate::key_mismatch {
namespace {

// Of another certificate in the file: certificate/chain-order.
bool is_further_down(const x509::PublicKey& key, const FileContents& contents) {
    return std::any_of(contents.certificates.begin(), contents.certificates.end(),
                       [&](const x509::Certificate& each) { return each.key.id == key.id; });
}

std::string in_words(const x509::PublicKey& key) {
    return std::string(key.type == x509::KeyType::ec ? "EC" : name(key.type));
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    for (const CertificatePair& pair : endpoint.certificates.value) {
        const x509::Certificate* const leaf = pair.leaf();
        const x509::PublicKey* const key = pair.public_key();
        // OpenSSL sorts pairs by type: they may be given crosswise.
        if (!leaf || !key || !leaf->key.id || !key->id
            || is_key_given(leaf->key, endpoint.certificates.value)
            || is_further_down(*key, *pair.certificate->contents))
            continue;
        const bool same_type = leaf->key.type == key->type;
        report
            .at(pair.key->at,
                same_type ? fmt::format("key {} does not belong to certificate {}",
                                        pair.key->written, pair.certificate->written)
                          : fmt::format("key {} is an {} key, and certificate {} has an {} key",
                                        pair.key->written, in_words(*key),
                                        pair.certificate->written, in_words(leaf->key)))
            .related(pair.certificate->at, "the certificate");
    }
}

constexpr Rule rule{
    .name = "certificate/key-mismatch",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A key does not belong to its certificate",
    .why = "The server refuses to start or, where the key is of another type (RSA, EC), starts "
           "and fails every handshake.",
    .remedy = "Name the key that the certificate was requested with.",
    .references = {{"nginx: ssl_certificate_key",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate_key"},
                   {"RFC 8446 4.4.3", "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.3"}},
    .since = "0.1",
    .bad = "ssl_certificate new.pem; ssl_certificate_key old.key;",
    .good = "ssl_certificate new.pem; ssl_certificate_key new.key;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::key_mismatch
