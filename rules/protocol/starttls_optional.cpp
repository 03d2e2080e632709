// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

namespace tlslint::rules::protocol::starttls_optional {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Listen& listen = endpoint.listen;
    if (listen.starttls == Starttls::on) {
        report.at(listen.starttls_at, "clients may use STARTTLS, and need not");
    } else if (listen.starttls == Starttls::off) {
        report.at(listen.starttls_at, "mail goes in clear, passwords included");
    }
}

constexpr Rule rule{
    .name = "protocol/starttls-optional",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .cause = Cause::misconfiguration,
    .summary = "STARTTLS is optional",
    .why = "Whoever sits in between takes the offer of STARTTLS out of the conversation, and the "
           "client goes on in clear, password included.",
    .remedy = "Say `starttls only`, or let the server speak TLS from the first byte: listen … ssl.",
    .references = {{"nginx: starttls",
                    "https://nginx.org/en/docs/mail/ngx_mail_ssl_module.html#starttls"},
                   {"RFC 8314", "https://www.rfc-editor.org/rfc/rfc8314"}},
    .since = "0.1",
    .bad = "starttls on;",
    .good = "starttls only;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::starttls_optional
