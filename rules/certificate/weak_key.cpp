// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string>

namespace tlslint::rules::certificate::weak_key {
namespace {

// In words, where it is weak.
std::string weakness(const x509::PublicKey& key, const Policy& policy) {
    using enum x509::KeyType;
    if (key.bits <= 0) return "";
    switch (key.type) {
    case rsa:
    case rsa_pss:
    case dsa:
        return key.bits < policy.rsa_bits ? fmt::format("{} of {} bits", name(key.type), key.bits)
                                          : "";
    case ec:
        return key.bits < policy.curve_bits
                   ? fmt::format("EC on {} ({} bits)",
                                 key.curve.empty() ? "a curve of its own" : key.curve, key.bits)
                   : "";
    case ed25519:
    case ed448:
    case other: break;
    }
    return "";
}

void check(const Model& model, Report& report) {
    for_each_link(model, [&](const ShownCertificate& shown, const x509::Certificate& certificate,
                             std::uint32_t index) {
        const std::string weak = weakness(certificate.key, report.policy);
        if (!weak.empty())
            report_at(report, shown,
                      fmt::format("{} has a weak key: {}", called(certificate, index), weak));
    });
}

constexpr Rule rule{
    .name = "certificate/weak-key",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "A certificate has a weak key",
    .why = "Keys of fewer than 112 bits of strength can be broken; clients and OpenSSL's "
           "security level refuse them.",
    .remedy = "Make a new key (EC P-256, or RSA of 2048 bits and more) and get a certificate for "
              "it.",
    .references =
        {{"RFC 9325 4.5", "https://www.rfc-editor.org/rfc/rfc9325#section-4.5"},
         {"CA/Browser Forum Baseline Requirements",
          "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"}},
    .since = "0.1",
    .bad = "openssl genrsa 1024",
    .good = "openssl ecparam -genkey -name prime256v1",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::weak_key
