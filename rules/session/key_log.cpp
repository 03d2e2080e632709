// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string_view>

namespace tlslint::rules::session::key_log {
namespace {

void check(Directive directive, Report& report) {
    const std::string_view name = directive.name().text;
    const bool logs = name == "ssl_key_log" || name == "proxy_ssl_key_log"
                      || name == "grpc_ssl_key_log" || name == "uwsgi_ssl_key_log";
    if (name == "tune.ssl.keylog" && directive.args().size() == 1
        && directive.args()[0].text == "on" && directive.active() != Truth::no) {
        report.at(directive.span(), "keeps the secrets of every connection for logs");
        return;
    }
    if (!logs || directive.args().size() != 1) return;
    report.at(directive.span(), fmt::format("writes the secrets of every connection to {}",
                                            directive.args()[0].text));
}

constexpr Rule rule{
    .name = "session/key-log",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "TLS secrets are written to a file",
    .why = "Whoever reads the file reads all traffic that was recorded, past and present.",
    .remedy = "Take it out; it is for debugging on a machine without users.",
    .references = {{"RFC 9850", "https://www.rfc-editor.org/rfc/rfc9850"},
                   {"nginx: ssl_key_log",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_key_log"}},
    .since = "0.1",
    .bad = "ssl_key_log /tmp/keys.log;",
    .good = "# none",
    .check_tree = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::key_log
