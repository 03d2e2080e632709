// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace tlslint::rules::stapling::resolver_public {
namespace {

// Without a port: "8.8.8.8:53", "[2001:db8::1]:53".
std::string_view host_of(std::string_view server) {
    if (server.starts_with('[')) return server.substr(0, server.find(']') + 1);
    return server.substr(0, server.find(':'));
}

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.asked_for || stapling.file
        || !endpoint.resolvers.origin.is_written())
        return;
    std::vector<std::string_view> open;
    for (const std::string_view server : endpoint.resolvers.value) {
        const std::string_view host = host_of(server);
        if (is_address(host) && !is_private_address(host)) open.push_back(host);
    }
    if (!open.empty())
        report.at(endpoint.resolvers.origin, fmt::format("asks {} in clear", in_words(open)));
}

constexpr Rule rule{
    .name = "stapling/resolver-public",
    .severity = Severity::info,
    .servers = {"nginx"},
    .cause = Cause::revoked,
    .summary = "Stapling asks a public name server in clear",
    .why = "Whoever is on the way sees and forges the answers: nginx then asks the wrong "
           "responder, and staples nothing.",
    .remedy = "Ask a resolver on this machine or in your own network.",
    .references = {{"nginx: resolver",
                    "https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver"}},
    .since = "0.1",
    .bad = "resolver 8.8.8.8;",
    .good = "resolver 127.0.0.1;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::resolver_public
