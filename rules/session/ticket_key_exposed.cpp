// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/exposed.hpp"
#include "rules/engine/rule.hpp"

namespace tlslint::rules::session::ticket_key_exposed {
namespace {

void check(const Model& model, Report& report) {
    report_exposed(model, report, FileUse::ticket_key, "ticket key");
}

constexpr Rule rule{
    .name = "session/ticket-key-exposed",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "The key of session tickets is within reach of others",
    .why = "Whoever has the key reads every session whose ticket it sealed, forward secrecy or "
           "not, and can resume it.",
    .remedy = "Make a new key, mode 0600, outside of document roots and repositories; or let the "
              "server make its own.",
    .references = {{"RFC 9325 3.4", "https://www.rfc-editor.org/rfc/rfc9325#section-3.4"},
                   {"RFC 5077 5.5", "https://www.rfc-editor.org/rfc/rfc5077#section-5.5"}},
    .since = "0.1",
    .bad = "ssl_session_ticket_key /var/www/html/ticket.key;",
    .good = "ssl_session_ticket_key /etc/nginx/ticket.key;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::ticket_key_exposed
