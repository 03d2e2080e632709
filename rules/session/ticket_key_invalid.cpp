// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::session::ticket_key_invalid {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::ticket_key_refused, [&](const Remark& remark) {
        report.at(remark.at,
                  fmt::format("{} is no file of ticket keys: {}", remark.value, remark.detail));
    });
}

constexpr Rule rule{
    .name = "session/ticket-key-invalid",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "The server does not take its file of session ticket keys",
    .why = "The server does not start, or goes on with the old configuration after a reload.",
    .remedy = "nginx: write 80 random bytes (`openssl rand 80`; 48 mean AES-128). httpd reads the "
              "first 48. HAProxy wants at least three lines of 80 in base64 "
              "(`openssl rand -base64 80 | tr -d '\\n'`).",
    .references = {{"nginx: ssl_session_ticket_key",
                    "https://nginx.org/en/docs/http/"
                    "ngx_http_ssl_module.html#ssl_session_ticket_key"},
                   {"httpd: SSLSessionTicketKeyFile",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslsessionticketkeyfile"},
                   {"HAProxy Configuration Manual 5.1, tls-ticket-keys",
                    "https://docs.haproxy.org/2.6/configuration.html#5.1-tls-ticket-keys"}},
    .since = "0.1",
    .bad = "ssl_session_ticket_key password.txt;",
    .good = "ssl_session_ticket_key ticket.key;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::ticket_key_invalid
