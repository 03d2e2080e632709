// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::certificate::ca_as_leaf {
namespace {

// `openssl req -x509` writes CA:TRUE into what is meant as a server's own: certificate/self-signed.
bool is_authority(const x509::Certificate& certificate) {
    if (!certificate.is_ca) return false;
    return !certificate.self_signed
           || (certificate.key_usage && certificate.may(x509::KeyUsage::certificate_signing));
}

// The server's own follows: certificate/chain-order.
bool follows(const ShownCertificate& shown) {
    const auto rest = shown.contents->certificates.subspan(1);
    return std::any_of(rest.begin(), rest.end(), [&](const x509::Certificate& each) {
        return !each.is_ca && may_have_issued(shown.leaf(), each);
    });
}

void check(const Model& model, Report& report) {
    for (const ShownCertificate& shown : shown_certificates(model)) {
        if (is_authority(shown.leaf()) && !follows(shown))
            report_at(
                report, shown,
                fmt::format("certificate {} is an authority's (CA:TRUE)", shown.file->written));
    }
}

constexpr Rule rule{
    .name = "certificate/ca-as-leaf",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "The certificate of an authority is used as a server's own",
    .why = "Its key can sign certificates for any name and does not belong on a server; many "
           "clients refuse such a certificate.",
    .remedy = "Let the authority sign a certificate for the server, without CA:TRUE, and use "
              "that.",
    .references =
        {{"RFC 5280 4.2.1.9", "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9"},
         {"CA/Browser Forum Baseline Requirements",
          "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"}},
    .since = "0.1",
    .bad = "ssl_certificate ca.pem;",
    .good = "ssl_certificate site.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::ca_as_leaf
