// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace tlslint::rules::session::timeout_long {
namespace {

std::string in_words(std::int64_t seconds) {
    constexpr std::int64_t day = 86'400;
    if (seconds == day) return "a day";
    return seconds % day == 0 ? fmt::format("{} days", seconds / day)
                              : fmt::format("{} seconds", seconds);
}

void check(const Endpoint& endpoint, Report& report) {
    const Setting<SessionCache>& cache = endpoint.session_cache;
    if (!endpoint.serves_tls() || !endpoint.session_lifetime.is_written()) return;
    if (cache.value.seconds <= report.policy.session_seconds) return;
    report.at(endpoint.session_lifetime,
              fmt::format("sessions live for {} seconds, more than {}", cache.value.seconds,
                          in_words(report.policy.session_seconds)));
}

constexpr Rule rule{
    .name = "session/timeout-long",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "Sessions live too long",
    .why = "A resumed session rests on the keys of the first handshake: what leaks within its "
           "lifetime opens all of it.",
    .remedy = "ssl_session_timeout 1d; or less.",
    .references = {{"RFC 8446 4.6.1", "https://www.rfc-editor.org/rfc/rfc8446#section-4.6.1"},
                   {"RFC 9325 3.4", "https://www.rfc-editor.org/rfc/rfc9325#section-3.4"}},
    .since = "0.1",
    .bad = "ssl_session_timeout 7d;",
    .good = "ssl_session_timeout 1d;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::timeout_long
