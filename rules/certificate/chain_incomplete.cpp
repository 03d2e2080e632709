// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/chains.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::chain_incomplete {
namespace {

void check(const Model& model, Report& report) {
    for (const auto& [shown, verdict] : judge_chains(model)) {
        if (verdict.kind != ChainVerdict::Kind::incomplete || shown.file->finds_chain) continue;
        auto finding = report_at(report, shown,
                                 fmt::format("intermediate certificate {} is missing from {}",
                                             verdict.last->issuer, shown.file->written));
        if (verdict.missing) finding.detail(fmt::format("It lies in {}.", verdict.where));
        if (!verdict.last->issuer_urls.empty())
            finding.detail(
                fmt::format("Its authority has it at {}.", verdict.last->issuer_urls.front()));
    }
}

constexpr Rule rule{
    .name = "certificate/chain-incomplete",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "An intermediate certificate is missing",
    .why = "Clients get from the certificate to no authority that they know. Browsers "
           "sometimes find the missing one elsewhere; programs do not, and refuse.",
    .remedy = "Send the whole chain but its root: the fullchain.pem of most authorities, or "
              "certificate and intermediates in one file.",
    .references = {{"RFC 8446 4.4.2", "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"},
                   {"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"}},
    .since = "0.1",
    .bad = "ssl_certificate cert.pem;",
    .good = "ssl_certificate fullchain.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::chain_incomplete
