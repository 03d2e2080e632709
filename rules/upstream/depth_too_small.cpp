// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/certificate.hpp"
#include "rules/engine/authorities.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::upstream::depth_too_small {
namespace {

// Whether some authority that is seen here has its certificate from one of these.
bool has_intermediate(const Model& model, const FileReference& trusted) {
    if (!trusted.contents) return false;
    const auto issued = [&](const x509::Certificate& each) {
        return each.is_ca && !each.self_signed
               && std::any_of(trusted.contents->certificates.begin(),
                              trusted.contents->certificates.end(),
                              [&](const x509::Certificate& root) {
                                  return root.self_signed && x509::may_have_issued(root, each);
                              });
    };
    return std::any_of(model.files.begin(), model.files.end(), [&](const FileReference& file) {
        return file.contents
               && std::any_of(file.contents->certificates.begin(),
                              file.contents->certificates.end(), issued);
    });
}

bool are_all_roots(const FileReference& trusted) {
    return trusted.contents
           && std::all_of(trusted.contents->certificates.begin(),
                          trusted.contents->certificates.end(),
                          [](const x509::Certificate& each) { return each.self_signed; });
}

// Public authorities issue no certificate from a root; a private one that has an intermediate
// hardly does.
void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        if (!upstream.verify.value || upstream.depth.value != 1 || !upstream.depth.origin.is_known()
            || upstream.depth.origin.is_written() || !upstream.trusted_ca.value)
            return;
        const FileReference& trusted = *upstream.trusted_ca.value;
        const bool is_public = holds_public_authorities(trusted, report.policy);
        if (!is_public && !(are_all_roots(trusted) && has_intermediate(model, trusted))) return;
        auto finding =
            report.at(upstream.depth.origin, upstream.at,
                      fmt::format("a chain may have one authority only, and {} {}", trusted.written,
                                  is_public ? "holds public roots"
                                            : "holds a root that issues through others"));
        touch_all(finding, upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/depth-too-small",
    .severity = Severity::warning,
    .servers = {"apache"},
    .cause = Cause::untrusted_authority,
    .summary = "The chains of upstreams are longer than they may be",
    .why = "By default httpd takes one authority above the certificate. Public ones have at least "
           "two, an intermediate and a root: every request is answered with 502.",
    .remedy = "Write SSLProxyVerifyDepth 3, or name the intermediate as the authority.",
    .references = {{"httpd: SSLProxyVerifyDepth",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslproxyverifydepth"}},
    .since = "0.1",
    .bad = "SSLProxyVerify require\n"
           "SSLProxyCACertificateFile /etc/ssl/certs/ca-certificates.crt",
    .good = "SSLProxyVerify require\n"
            "SSLProxyVerifyDepth 3\n"
            "SSLProxyCACertificateFile /etc/ssl/certs/ca-certificates.crt",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::depth_too_small
