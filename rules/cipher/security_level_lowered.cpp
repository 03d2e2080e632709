// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/cipher/suites_support.hpp"
#include "rules/engine/upstreams.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace tlslint::rules::cipher::security_level_lowered {
namespace {

std::string what_returns(openssl::ProtocolSet versions, const Report& report) {
    const openssl::ProtocolSet back =
        versions
        - openssl::usable_protocols(report.facts().library.version, report.facts().security_level);
    if (!back.empty()) return fmt::format("It lets {} back in.", tlslint::in_words(back));
    return "It lets weaker keys, groups and signatures back in.";
}

std::string message(int level, const Facts& facts) {
    return fmt::format("lowers OpenSSL's security level from {} to {}", facts.security_level,
                       level);
}

// Whether the string does so; `complain` reports it.
void judge(const CipherList& list, const Origin& origin, Report& report,
           const std::function<void(std::string)>& complain) {
    const std::optional<int> level = list.evaluation->security_level;
    if (!level || *level >= report.facts().security_level) return;
    complain(message(*level, report.facts()));
    constexpr std::string_view command = "@SECLEVEL";
    const auto at = static_cast<std::uint32_t>(list.spec.find(command));
    if (at < list.spec.size())
        report.findings.back().at =
            place_of(report.model, origin, list.spec,
                     {at, at + static_cast<std::uint32_t>(command.size()) + 2});
}

// HAProxy's statement for all of them.
void check_statements(const Model& model, Report& report) {
    if (model.server->name != "haproxy" || model.facts.server < ServerVersion{3, 0, 0}) return;
    for (const SyntaxTree& tree : model.trees) {
        for (const Directive section : tree.directives()) {
            if (section.name().text != "global" || section.active() == Truth::no) continue;
            for (const Directive line : section.block()) {
                const Words words = line.args();
                if (line.name().text != "ssl-security-level" || words.empty()
                    || line.active() != Truth::yes)
                    continue;
                int level = 0;
                const std::string_view text = words[0].text;
                const auto read = std::from_chars(text.data(), text.data() + text.size(), level);
                if (read.ec == std::errc() && level < model.facts.security_level)
                    report.at(line.span(), message(level, model.facts));
            }
        }
    }
}

void check(const Model& model, Report& report) {
    for_each_string(model, report, [&](const Endpoint& endpoint) {
        const Origin& origin = endpoint.ciphers.origin;
        judge(endpoint.ciphers.value, origin, report, [&](std::string text) {
            report.at(origin, std::move(text))
                .detail(what_returns(endpoint.versions.value, report));
        });
    });
    report.judge(nullptr);
    for_each_upstream_string(model, [&](const Upstream& upstream, const CipherList& list) {
        judge(list, upstream.ciphers.origin, report, [&](std::string text) {
            touch_all(report.at(upstream.ciphers.origin, upstream.at, std::move(text))
                          .detail(what_returns(upstream.versions.value, report)),
                      upstream);
        });
    });
    check_statements(model, report);
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
