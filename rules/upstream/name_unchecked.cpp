// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/authorities.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

namespace tlslint::rules::upstream::name_unchecked {
namespace {

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        if (!upstream.verify.origin.is_known() || !upstream.verify.value) return;
        if (!upstream.name.origin.is_known() || !upstream.name.value.empty()) return;
        if (!upstream.trusted_ca.value && upstream.trusted_ca.origin.is_known())
            return;  // upstream/no-ca
        const bool said = upstream.name.origin.is_written();
        auto finding =
            report.at(said ? upstream.name.origin.trail.front() : upstream.at,
                      upstream.host.empty()
                          ? std::string("any certificate of the trusted authorities is taken")
                          : fmt::format("any certificate of the trusted authorities is taken "
                                        "for {}'s",
                                        upstream.host));
        if (upstream.trusted_ca.value
            && holds_public_authorities(*upstream.trusted_ca.value, report.policy)) {
            finding.at_least(Severity::error);
            finding.detail("Those are public: anybody can get a certificate from them.");
        }
        touch_all(finding, upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/name-unchecked",
    .severity = Severity::warning,
    .servers = {"haproxy", "apache"},
    .cause = Cause::name_mismatch,
    .summary = "The certificate of an upstream may be anybody's",
    .why = "Its chain is verified and its name is not: whoever has a certificate from the same "
           "authority can take the upstream's place.",
    .remedy =
        "Say which name is expected: sni str(app.example.net), or verifyhost (HAProxy); leave "
        "SSLProxyCheckPeerName and SSLProxyCheckPeerCN on (httpd).",
    .references = {{"httpd: SSLProxyCheckPeerName",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslproxycheckpeername"},
                   {"HAProxy Configuration Manual 5.2, verifyhost",
                    "https://docs.haproxy.org/2.6/configuration.html#5.2-verifyhost"},
                   {"RFC 9525 6", "https://www.rfc-editor.org/rfc/rfc9525#section-6"}},
    .since = "0.1",
    .bad = "server app app.example.net:443 ssl verify required ca-file ca.pem",
    .good = "server app app.example.net:443 ssl verify required ca-file ca.pem "
            "sni str(app.example.net)",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::name_unchecked
