// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace tlslint::rules::protocol::enabled_but_refused {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || !endpoint.enabled_versions.origin.is_written()) return;
    const openssl::ProtocolSet offered = endpoint.versions.value;
    const openssl::ProtocolSet refused = (endpoint.enabled_versions.value - offered)
                                         & openssl::built_protocols(report.facts().library.version);
    if (refused.empty() || offered.empty()) return;
    const bool by_level =
        std::any_of(refused.begin(), refused.end(), [&](openssl::Protocol version) {
            return !protocol_allowed(version, report.facts().library, endpoint.security_level);
        });
    std::string message =
        by_level
            ? fmt::format("enables {}, which OpenSSL {} refuses at security level {}",
                          in_words(refused), report.facts().openssl_text, endpoint.security_level)
            : fmt::format("enables {}, and lists no suite for it", in_words(refused));
    report.at_words(
        endpoint.enabled_versions.origin,
        [&](std::string_view word) { return names_one_of(refused, word); }, std::move(message));
}

constexpr Rule rule{
    .name = "protocol/enabled-but-refused",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::version_mismatch,
    .summary = "A version is enabled that OpenSSL never lets happen",
    .why = "Clients that need it fail although the configuration promises it, and it comes to life "
           "unnoticed when the "
           "library's build or security level changes.",
    .remedy = "Take the version out of the list.",
    .references = {{"SSL_CTX_set_security_level(3)",
                    "https://docs.openssl.org/3.5/man3/SSL_CTX_get_security_level/"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::enabled_but_refused
