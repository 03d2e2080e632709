// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/pairs.hpp"
#include "parsers/model/strength.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/levels.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace tlslint::rules::cipher::unusable_with_certificate {
namespace {

// Suites that are listed and that a key of some kind could serve.
bool lists_suites(const Endpoint& endpoint, const Facts& facts) {
    const openssl::Evaluation* const evaluation = endpoint.ciphers.value.evaluation;
    return evaluation
           && std::any_of(evaluation->suites.begin(), evaluation->suites.end(),
                          [&](const openssl::Chosen& chosen) {
                              return !chosen.suite->needs_shared_secret()
                                     && openssl::suite_allowed(*chosen.suite, facts.library.version,
                                                               endpoint.security_level);
                          });
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || !endpoint.versions.value.empty()
        || !endpoint.versions.origin.is_known() || !endpoint.ciphers.origin.is_known()
        || !endpoint.certificates.origin.is_known())
        return;
    const openssl::ProtocolSet possible =
        endpoint.enabled_versions.value
        & openssl::usable_protocols(report.facts().library.version, endpoint.security_level);
    if (possible.empty() || !lists_suites(endpoint, report.facts())) return;
    std::vector<std::string_view> kinds;
    const auto pairs = endpoint.certificates.value;
    for (const CertificatePair& pair : pairs) {
        if (pair.key_type.empty()) return;
        if (lacks_key(pair, pairs)) return;  // certificate/key-mismatch
        // certificate/weak-key, certificate/weak-signature
        if (pair.leaf()
            && !too_weak(*pair.leaf(), true, report.facts().library, endpoint.security_level)
                    .empty())
            return;
        kinds.push_back(pair.key_type);
    }
    if (kinds.empty()) return;
    report
        .at(endpoint.ciphers.origin,
            fmt::format("lists no suite that the certificate's {} key can serve",
                        tlslint::in_words(kinds)))
        .related(pairs.front().certificate->at, "the certificate");
}

constexpr Rule rule{
    .name = "cipher/unusable-with-certificate",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::weak_ciphers,
    .summary = "No suite fits the certificate's key",
    .why = "Every handshake fails: suites with ECDSA need a certificate with an EC key, those with "
           "RSA one with an RSA key.",
    .remedy = "Add suites for the kind of key, or install a certificate with the other kind.",
    .references = {{"openssl-ciphers(1)", "https://docs.openssl.org/3.5/man1/openssl-ciphers/"},
                   {"RFC 8422 2", "https://www.rfc-editor.org/rfc/rfc8422#section-2"}},
    .since = "0.1",
    .bad = "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;  # and an RSA certificate",
    .good = "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::unusable_with_certificate
