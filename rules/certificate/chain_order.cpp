// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::certificate::chain_order {
namespace {

const x509::PublicKey* key_of(const ShownCertificate& shown) {
    for (const CertificatePair& pair : shown.endpoints.front()->certificates.value) {
        if (pair.certificate == shown.file && pair.public_key()) return pair.public_key();
    }
    return nullptr;
}

void check(const Model& model, Report& report) {
    for (const ShownCertificate& shown : shown_certificates(model)) {
        const auto certificates = shown.contents->certificates;
        const x509::PublicKey* const key = key_of(shown);
        const auto own = std::find_if(certificates.begin(), certificates.end(),
                                      [&](const x509::Certificate& each) {
                                          return key && key->id && each.key.id == key->id;
                                      });
        if (own != certificates.begin() && own != certificates.end()) {
            report_at(report, shown,
                      fmt::format("{} begins with {}; the certificate of the key is number {}",
                                  shown.file->written, called(certificates.front()),
                                  own - certificates.begin() + 1));
        } else if (!shown.contents->chain.in_order) {
            report_at(report, shown,
                      fmt::format("certificates in {} are out of order", shown.file->written));
        }
    }
}

constexpr Rule rule{
    .name = "certificate/chain-order",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "The certificates of a chain are out of order",
    .why = "The first has to be the server's own, each further one the issuer of the one "
           "before (TLS 1.2). Strict clients refuse anything else, and where the first is not "
           "the key's the server does not start.",
    .remedy = "Put the server's certificate first, then its issuer, then that one's.",
    .references = {{"RFC 5246 7.4.2", "https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2"},
                   {"RFC 8446 4.4.2", "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"}},
    .since = "0.1",
    .bad = "cat intermediate.pem site.pem > chain.pem",
    .good = "cat site.pem intermediate.pem > chain.pem",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::chain_order
