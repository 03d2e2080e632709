// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/versions.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <string_view>

namespace tlslint::rules::protocol::unsupported_by_build {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.enabled_versions.origin;
    // A value that the server refuses names them all the same.
    if (!endpoint.serves_tls() || !(origin.is_written() || !origin.words.empty())) return;
    openssl::ProtocolSet named;
    if (origin.is_written()) named = endpoint.enabled_versions.value;
    for (const Span word : origin.words) {
        std::string_view text = report.model.sources.text(word);
        if (text.starts_with('+')) text.remove_prefix(1);
        if (const auto version = openssl::parse_protocol(text)) named.insert(*version);
    }
    const openssl::ProtocolSet missing =
        named - openssl::built_protocols(report.facts().library.version);
    if (missing.empty()) return;
    report.at_words(
        origin, [&](std::string_view word) { return names_one_of(missing, word); },
        fmt::format("enables {}, which OpenSSL {} does not have", in_words(missing),
                    report.facts().openssl_text));
}

constexpr Rule rule{
    .name = "protocol/unsupported-by-build",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::version_mismatch,
    .summary = "A version is named that this OpenSSL does not have",
    .why = "The word does nothing, and comes to life with another library.",
    .remedy = "Take the version out of the list, or use an OpenSSL that has it.",
    .references = {{"OpenSSL: INSTALL, no-ssl3 and kin",
                    "https://github.com/openssl/openssl/blob/master/INSTALL.md"},
                   {"RFC 8996", "https://www.rfc-editor.org/rfc/rfc8996"}},
    .since = "0.1",
    .bad = "ssl_protocols SSLv2 TLSv1.2;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::unsupported_by_build
