// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tlslint::rules::certificate::wrong_usage {
namespace {

bool is_for_servers(const x509::Certificate& certificate) {
    if (!certificate.extended_usages) return true;
    return std::any_of(certificate.extended_usages->begin(), certificate.extended_usages->end(),
                       [](std::string_view usage) {
                           return usage == "serverAuth" || usage == "anyExtendedKeyUsage";
                       });
}

// Whether some handshake gets by with what the key may do.
bool fits(const x509::Certificate& certificate, const Endpoint& endpoint) {
    if (certificate.may(x509::KeyUsage::digital_signature)) return true;
    if (!certificate.may(x509::KeyUsage::key_encipherment)
        || certificate.key.type != x509::KeyType::rsa)
        return false;
    const auto suites = endpoint.ciphers.value.suites;
    return !endpoint.ciphers.origin.is_known()
           || std::any_of(suites.begin(), suites.end(), [](const openssl::Suite* suite) {
                  return suite->key_exchange == openssl::KeyExchange::rsa;
              });
}

void check(const Model& model, Report& report) {
    for (const ShownCertificate& shown : shown_certificates(model)) {
        const x509::Certificate& leaf = shown.leaf();
        if (!is_for_servers(leaf))
            report_at(report, shown,
                      fmt::format("certificate {} is not for servers, but for {}",
                                  shown.file->written, fmt::join(*leaf.extended_usages, ", ")));
        const bool fit = std::any_of(shown.endpoints.begin(), shown.endpoints.end(),
                                     [&](const Endpoint* each) { return fits(leaf, *each); });
        // The usages of an authority's: certificate/ca-as-leaf.
        if (!fit && !leaf.is_ca)
            report_at(report, shown,
                      fmt::format("key usage of certificate {} allows no handshake",
                                  shown.file->written));
        for (const std::uint32_t index : shown.contents->chain.path) {
            const x509::Certificate& above = shown.at(index);
            if (index > 0 && (!above.is_ca || !above.may(x509::KeyUsage::certificate_signing)))
                report_at(report, shown,
                          fmt::format("{} may not sign certificates", called(above, index)));
        }
    }
}

constexpr Rule rule{
    .name = "certificate/wrong-usage",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "A certificate may not be used for what it is used for",
    .why = "Clients look whether it is for servers (extended key usage) and for what its key "
           "may be used, and refuse it if not.",
    .remedy = "Get a certificate for servers: extendedKeyUsage serverAuth, keyUsage "
              "digitalSignature.",
    .references = {{"RFC 5280 4.2.1.12", "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12"},
                   {"RFC 5280 4.2.1.3", "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3"}},
    .since = "0.1",
    .bad = "extendedKeyUsage = clientAuth",
    .good = "extendedKeyUsage = serverAuth",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::wrong_usage
