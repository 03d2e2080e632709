// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::session::cache_off {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Setting<SessionCache>& cache = endpoint.session_cache;
    if (!endpoint.serves_tls() || endpoint.listen.transport == Listen::Transport::quic) return;
    if (!cache.origin.is_known()) return report.undecided(cache.origin);
    if (!endpoint.session_tickets.origin.is_known())
        return report.undecided(endpoint.session_tickets.origin);
    if (endpoint.session_tickets.value.on || cache.value.kind == SessionCache::Kind::shared) return;
    report.at(cache.origin, cache.value.kind == SessionCache::Kind::builtin
                                ? "each worker remembers sessions for itself"
                                : "no session is resumed: no cache, no tickets");
}

constexpr Rule rule{
    .name = "session/cache-off",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::none,
    .summary = "Sessions are not resumed",
    .why = "Every connection pays for a whole handshake: a round trip and a signature more.",
    .remedy = "ssl_session_cache shared:TLS:10m;",
    .references = {{"nginx: ssl_session_cache",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_session_cache"},
                   {"RFC 9325 3.4", "https://www.rfc-editor.org/rfc/rfc9325#section-3.4"}},
    .since = "0.1",
    .bad = "ssl_session_tickets off;",
    .good = "ssl_session_tickets off;\nssl_session_cache shared:TLS:10m;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::cache_off
