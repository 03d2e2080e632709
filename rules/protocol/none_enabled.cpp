// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/versions.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"
#include "rules/engine/words.hpp"
#include "rules/protocol/upper_bound.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::none_enabled {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    // QUIC has TLS 1.3 alone: protocol/quic-without-tls13.
    if (!endpoint.serves_tls() || endpoint.listen.transport == Listen::Transport::quic) return;
    if (!endpoint.enabled_versions.origin.is_known())
        return report.undecided(endpoint.enabled_versions.origin);
    // With a version that OpenSSL would take, it is suites or keys that are missing.
    const auto possible =
        endpoint.enabled_versions.value
        & openssl::usable_protocols(report.facts().library.version, endpoint.security_level);
    if (!endpoint.versions.value.empty() || !possible.empty()) return;
    if (endpoint.enabled_versions.value.empty()) {
        report.at(endpoint.enabled_versions.origin, "no protocol version is left");
        return;
    }
    report.at(endpoint.enabled_versions.origin,
              fmt::format("no protocol version is left: OpenSSL {} at security level {} refuses {}",
                          report.facts().openssl_text, endpoint.security_level,
                          in_words(endpoint.enabled_versions.value)));
}

void check_upstream(const Upstream& upstream, Report& report) {
    const Setting<openssl::ProtocolSet>& enabled = upstream.enabled_versions;
    if (!enabled.origin.is_known()) return report.undecided(upstream.at, enabled.origin.authority);
    if (enabled.value.empty())
        touch_all(report.at(upper_bound(enabled.origin, report.model), upstream.at,
                            "no protocol version is left for upstreams"),
                  upstream);
}

void check_all(const Model& model, Report& report) {
    for (const Endpoint& endpoint : model.endpoints) {
        report.judge(&endpoint);
        check(endpoint, report);
    }
    report.judge(nullptr);
    for_each_upstream(model, [&](const Upstream& upstream) { check_upstream(upstream, report); });
}

constexpr Rule rule{
    .name = "protocol/none-enabled",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::version_mismatch,
    .summary = "No protocol version is left to negotiate",
    .why = "The server refuses to start, or starts without a word and fails every handshake.",
    .remedy = "Enable TLS 1.2 and 1.3.",
    .references = {{"SSL_CTX_set_security_level(3)",
                    "https://docs.openssl.org/3.5/man3/SSL_CTX_get_security_level/"}},
    .since = "0.1",
    .bad = "ssl_protocols SSLv3;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_model = check_all,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::none_enabled
