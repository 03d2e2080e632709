// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <cstdint>
#include <set>
#include <utility>

namespace tlslint::rules::protocol::tls_not_enabled {
namespace {

using Block = std::pair<FileId, std::uint32_t>;

Block block_of(const Endpoint& endpoint) {
    return {endpoint.block.file, endpoint.block.begin};
}

bool has_own_certificate(const Endpoint& endpoint) {
    const Origin& origin = endpoint.certificates.origin;
    return origin.kind == Origin::Kind::written && !origin.trail.empty();
}

// A block that speaks TLS on one of its addresses, or may, has use for its certificate.
void check(const Model& model, Report& report) {
    std::set<Block> speaking;
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.listen.tls.value || !endpoint.listen.tls.origin.is_known())
            speaking.insert(block_of(endpoint));
    }
    std::set<Block> seen;
    for (const Endpoint& endpoint : model.endpoints) {
        if (!has_own_certificate(endpoint) || speaking.contains(block_of(endpoint))
            || !endpoint.listen.is_known || !seen.insert(block_of(endpoint)).second)
            continue;
        report.at(endpoint.certificates.origin.trail.front(), "is never used: no listen speaks TLS")
            .related(endpoint.listen.at, "without ssl")
            .touches(endpoint);
    }
}

constexpr Rule rule{
    .name = "protocol/tls-not-enabled",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A certificate is configured and TLS is not switched on",
    .why = "The server speaks in clear on all its addresses; clients that begin a TLS handshake "
           "get an error.",
    .remedy = "Add ssl to the listen statements.",
    .references = {{"nginx: HTTPS servers",
                    "https://nginx.org/en/docs/http/configuring_https_servers.html"},
                   {"nginx: listen",
                    "https://nginx.org/en/docs/http/ngx_http_core_module.html#listen"}},
    .since = "0.1",
    .bad = "server { listen 443; ssl_certificate a.pem; ssl_certificate_key a.key; }",
    .good = "server { listen 443 ssl; ssl_certificate a.pem; ssl_certificate_key a.key; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::tls_not_enabled
