// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"

#include <string_view>

namespace tlslint::rules::stapling::no_resolver {
namespace {

// The host of "http://host:port/path".
std::string_view host_of(std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
        url.remove_prefix(scheme + 3);
    if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
    return url.substr(0, url.find_first_of(":/"));
}

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.on || stapling.file) return;
    if (!endpoint.stapling.origin.is_known()) return report.undecided(endpoint.stapling.origin);
    if (is_address(host_of(stapling.source)) || !endpoint.resolvers.value.empty()) return;
    if (!endpoint.resolvers.origin.is_known()) return report.undecided(endpoint.resolvers.origin);
    report.at(endpoint.at, "OCSP responses are stapled without a resolver");
}

constexpr Rule rule{
    .name = "stapling/no-resolver",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .cause = Cause::revoked,
    .summary = "Stapling has no name server to ask",
    .why = "nginx looks the OCSP responder's address up when it starts and keeps it: once the "
           "address changes, nothing is stapled any more.",
    .remedy = "Name a resolver, best one on this machine.",
    .references = {{"nginx: resolver",
                    "https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver"},
                   {"nginx: ssl_stapling",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling"}},
    .since = "0.1",
    .bad = "ssl_stapling on;",
    .good = "ssl_stapling on;\n"
            "resolver 127.0.0.1;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::no_resolver
