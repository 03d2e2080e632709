// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/overruled.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::no_effect {
namespace {

// The settings that the default server decides, and what holds where nobody writes them.
void for_each_setting(const Endpoint& endpoint, const VisitSetting& visit) {
    visit(endpoint.groups.origin, "auto");
    visit(endpoint.early_data.origin, "off");
    visit(endpoint.session_cache.origin, "none");
    visit(endpoint.session_lifetime, "5m");
    visit(endpoint.ciphersuites.origin, "");
    visit(endpoint.session_tickets.origin, "on");
    visit(endpoint.preference.origin, "off");
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::no_effect, [&](const Remark& remark) {
        auto finding =
            report.at(remark.at, fmt::format("{} has no effect: {}", remark.value, remark.detail));
        if (!(remark.related == Span{})) finding.related(remark.related, "this one holds");
    });
    report_overruled(model, report, for_each_setting);
}

constexpr Rule rule{
    .name = "config/no-effect",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A setting is taken and never applied",
    .why =
        "nginx takes these settings from the default server of an address, before it knows the "
        "name that a client asks for: here they do nothing. HAProxy takes some words in places "
        "from which it never applies them. httpd joins what the first virtual host of an address "
        "and the one with the name say: what one switches off stays off.",
    .remedy = "Set it in the default server of the address, or in the block around all servers; "
              "in HAProxy on the bind or server line itself.",
    .references = {{"nginx: ssl_ecdh_curve",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve"},
                   {"nginx: SNI",
                    "https://nginx.org/en/docs/http/configuring_https_servers.html#sni"}},
    .since = "0.1",
    .bad = "ssl_ecdh_curve X25519; in a server that is not the default one",
    .good = "ssl_ecdh_curve X25519; in http",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::no_effect
