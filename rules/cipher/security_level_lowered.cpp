// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <optional>

namespace tlslint::rules::cipher::security_level_lowered {
namespace {

std::string what_returns(const Endpoint& endpoint, const Report& report) {
    const openssl::ProtocolSet back =
        endpoint.versions.value
        - openssl::usable_protocols(report.facts().library.version, report.facts().security_level);
    if (!back.empty()) return fmt::format("It lets {} back in.", tlslint::in_words(back));
    return "It lets weaker keys, groups and signatures back in.";
}

void check(const Model& model, Report& report) {
    for_each_string(model, report, [&](const Endpoint& endpoint) {
        const CipherList& list = endpoint.ciphers.value;
        const std::optional<int> level = list.evaluation->security_level;
        if (!level || *level >= model.facts.security_level) return;
        report
            .at(endpoint.ciphers.origin,
                fmt::format("lowers OpenSSL's security level from {} to {}",
                            model.facts.security_level, *level))
            .detail(what_returns(endpoint, report));
        constexpr std::string_view command = "@SECLEVEL";
        const auto at = static_cast<std::uint32_t>(list.spec.find(command));
        if (at < list.spec.size())
            report.findings.back().at =
                place_of(model, endpoint.ciphers.origin, list.spec,
                         {at, at + static_cast<std::uint32_t>(command.size()) + 2});
    });
}

constexpr Rule rule{
    .name = "cipher/security-level-lowered",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::weak_ciphers,
    .summary = "The cipher string lowers OpenSSL's security level",
    .why = "The level is the distribution's last line of defence: below it, short keys, SHA-1 "
           "signatures and versions before TLS 1.2 come back.",
    .remedy = "Take @SECLEVEL out of the string, and what needs it with it.",
    .references = {{"SSL_CTX_set_security_level(3)",
                    "https://docs.openssl.org/3.5/man3/SSL_CTX_get_security_level/"}},
    .since = "0.1",
    .bad = "ssl_ciphers HIGH:@SECLEVEL=0;",
    .good = "ssl_ciphers HIGH:!kRSA;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::cipher::security_level_lowered
