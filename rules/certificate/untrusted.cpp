// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/trust.hpp"
#include "rules/engine/chains.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string>

namespace tlslint::rules::certificate::untrusted {
namespace {

std::string in_words(const ChainVerdict& verdict) {
    if (verdict.kind == ChainVerdict::Kind::broken)
        return fmt::format("the signature on {} is not that of {}", called(*verdict.last),
                           verdict.last->issuer);
    if (verdict.kind == ChainVerdict::Kind::too_deep)
        return fmt::format("{} may not stand above other authorities, or not above so many: its "
                           "path length is {}",
                           called(*verdict.last), *verdict.last->path_length);
    if (verdict.last->self_signed)
        return fmt::format("chain ends in {}, which is not trusted", called(*verdict.last));
    return fmt::format("chain ends in {}, issued by {}, which is not trusted",
                       called(*verdict.last), verdict.last->issuer);
}

void check(const Model& model, Report& report) {
    using enum ChainVerdict::Kind;
    const bool chosen = model.facts.trust && model.facts.trust->is_chosen();
    for (const auto& [shown, verdict] : judge_chains(model)) {
        switch (verdict.kind) {
        case trusted:
        case self_signed:  // certificate/self-signed
        case incomplete:   // certificate/chain-incomplete
            break;
        case unknown: report.undecided(shown.file->at, "no authorities to judge it by"); break;
        case private_root:
            // The clients have it then, unless the user has said whom they trust.
            if (!chosen) break;
            [[fallthrough]];
        case untrusted:
        case too_deep:
        case broken: {
            auto finding = report_at(report, shown, in_words(verdict));
            if (verdict.missing)
                finding.detail(fmt::format("The issuer lies in {}.", verdict.where));
            break;
        }
        }
    }
}

constexpr Rule rule{
    .name = "certificate/untrusted",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::untrusted_authority,
    .summary = "The chain of a certificate ends at an authority that nobody knows",
    .why = "Clients that do not have this authority among theirs refuse the connection.",
    .remedy = "Use a certificate of an authority that the clients know; name your own with "
              "--ca-file.",
    .references = {{"RFC 5280 6.1", "https://www.rfc-editor.org/rfc/rfc5280#section-6.1"},
                   {"RFC 8446 4.4.2.4", "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.4"}},
    .since = "0.1",
    .bad = "ssl_certificate signed-by-unknown.pem;",
    .good = "ssl_certificate signed-by-known.pem;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::untrusted
