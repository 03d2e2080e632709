// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::weak_signature {
namespace {

bool is_weak(x509::Digest digest) {
    return digest == x509::Digest::md2 || digest == x509::Digest::md5
           || digest == x509::Digest::sha1;
}

void check(const Model& model, Report& report) {
    for_each_link(model, [&](const ShownCertificate& shown, const x509::Certificate& certificate,
                             std::uint32_t index) {
        // Nobody relies on the signature that a certificate has from itself.
        if (!certificate.self_signed && is_weak(certificate.signature.digest))
            report_at(report, shown,
                      fmt::format("{} is signed with {}", called(certificate, index),
                                  name(certificate.signature.digest)));
    });
}

constexpr Rule rule{
    .name = "certificate/weak-signature",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "A certificate is signed with a weak digest",
    .why = "With MD5 or SHA-1 someone else can make a certificate with the same signature; "
           "clients refuse them.",
    .remedy = "Get a certificate that is signed with SHA-256 or better, the intermediates too.",
    .references =
        {{"RFC 9155 1", "https://www.rfc-editor.org/rfc/rfc9155#section-1"},
         {"CA/Browser Forum Baseline Requirements",
          "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"}},
    .since = "0.1",
    .bad = "openssl x509 -req -sha1",
    .good = "openssl x509 -req -sha256",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::weak_signature
