// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::rules::session::tickets_not_rotated {
namespace {

// HAProxy and httpd make a key at each start and can do no better without a file. Since 1.23.2
// nginx makes and changes the keys itself where workers share a cache.
bool rotates(const Endpoint& endpoint, const Model& model) {
    return model.server->name != "nginx"
           || (model.facts.server >= ServerVersion{1, 23, 2}
               && endpoint.session_cache.value.kind == SessionCache::Kind::shared);
}

// The server does not start with it: session/ticket-key-invalid, certificate/file-missing.
bool is_refused(const FileReference& file, const Model& model) {
    return is_missing(file)
           || std::any_of(model.remarks.begin(), model.remarks.end(), [&](const Remark& remark) {
                  return remark.kind == Remark::Kind::ticket_key_refused && remark.at == file.at;
              });
}

void check(const Endpoint& endpoint, Report& report) {
    const Setting<SessionTickets>& tickets = endpoint.session_tickets;
    if (!endpoint.serves_tls() || endpoint.listen.transport == Listen::Transport::quic) return;
    if (!tickets.origin.is_known()) return report.undecided(tickets.origin);
    if (!tickets.value.on) return;
    if (!tickets.value.key_files.empty()) {
        const FileReference& file = *tickets.value.key_files.front();
        if (is_refused(file, report.model)) return;
        report.at(file.at, fmt::format("tickets are sealed with the key in {}, however old that is",
                                       file.written));
        return;
    }
    if (!endpoint.session_cache.origin.is_known())
        return report.undecided(endpoint.session_cache.origin);
    if (rotates(endpoint, report.model)) return;
    report.at(tickets.origin,
              "session tickets are sealed with one key as long as the process lives");
}

constexpr Rule rule{
    .name = "session/tickets-not-rotated",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "The key of session tickets is not rotated",
    .why = "Whoever gets the key can read every session that was resumed with it: forward secrecy "
           "is gone for as long as it lives.",
    .remedy = "Switch tickets off, let nginx 1.23.2 or later rotate (ssl_session_cache shared:…), "
              "or replace the key files every day and reload.",
    .references =
        {{"RFC 9325 3.4", "https://www.rfc-editor.org/rfc/rfc9325#section-3.4"},
         {"nginx: ssl_session_ticket_key",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_session_ticket_key"}},
    .since = "0.1",
    .bad = "ssl_session_ticket_key ticket.key;",
    .good = "ssl_session_tickets off;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::tickets_not_rotated
