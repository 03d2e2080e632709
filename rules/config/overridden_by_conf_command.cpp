// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::overridden_by_conf_command {
namespace {

// Of two commands the later one wins: config/duplicate.
bool is_command(const Model& model, Span statement) {
    return model.sources.text(statement).starts_with("ssl_conf_command");
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    for (const Origin* origin :
         {&endpoint.enabled_versions.origin, &endpoint.ciphers.origin,
          &endpoint.ciphersuites.origin, &endpoint.groups.origin, &endpoint.preference.origin,
          &endpoint.session_tickets.origin, &endpoint.client_auth.origin}) {
        for (const Overruled& lost : origin->overruled) {
            if (!lost.by_command || is_command(report.model, lost.at)) continue;
            report.at(lost.at, fmt::format("{} is overridden by a command for OpenSSL", lost.value))
                .related(lost.by, "this one holds");
        }
    }
}

constexpr Rule rule{
    .name = "config/overridden-by-conf-command",
    .severity = Severity::warning,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "ssl_conf_command overrides another setting",
    .why = "nginx hands these commands to OpenSSL last: whoever reads the directive believes "
           "something else than what holds.",
    .remedy = "Keep one of the two.",
    .references = {{"nginx: ssl_conf_command",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_conf_command"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1.2 TLSv1.3;\n"
           "ssl_conf_command MinProtocol TLSv1.3;",
    .good = "ssl_protocols TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::overridden_by_conf_command
