// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/overruled.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string>

namespace tlslint::rules::protocol::overruled_by_default_server {
namespace {

void check(const Model& model, Report& report) {
    report_overruled(model, report, [](const Endpoint& endpoint, const VisitSetting& visit) {
        std::string otherwise;
        for (const openssl::Protocol version : endpoint.enabled_versions.value)
            otherwise += fmt::format("{} ", openssl::name(version));
        visit(endpoint.enabled_versions.origin, otherwise);
    });
}

constexpr Rule rule{
    .name = "protocol/overruled-by-default-server",
    .severity = Severity::warning,
    .servers = {"nginx", "apache"},
    .cause = Cause::version_mismatch,
    .summary = "Versions are set where the default server decides",
    .why = "Before 1.29.2 nginx fixes the versions when a connection begins, long before it knows "
           "the name that the client asks for: the default server of the address decides for all "
           "names. So does httpd before 2.4.42, by the first virtual host.",
    .remedy = "Set the versions outside of all servers, or in the default one of the address.",
    .references = {{"nginx: CHANGES, 1.29.2", "https://nginx.org/en/CHANGES"},
                   {"nginx: ssl_protocols",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl default_server; }\nserver { listen 443 ssl; ssl_protocols "
           "TLSv1.3; }",
    .good = "http { ssl_protocols TLSv1.3; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::overruled_by_default_server
