// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::relies_on_default {
namespace {

// HAProxy's has been the same since 2.2: where the version is known, so is the default.
bool has_one_default(const Model& model) {
    return model.server->name == "haproxy" && model.facts.server >= ServerVersion{2, 2, 0}
           && model.facts.server_source != "default";
}

void check(const Endpoint& endpoint, Report& report) {
    const Origin& origin = endpoint.enabled_versions.origin;
    if (!endpoint.serves_tls() || origin.kind != Origin::Kind::server) return;
    if (endpoint.listen.transport == Listen::Transport::quic) return;  // TLS 1.3 in any version
    if (has_one_default(report.model)) return;
    report.at(origin, fmt::format("leaves the versions to the {}: {}", origin.authority,
                                  in_words(endpoint.enabled_versions.value)));
}

constexpr Rule rule{
    .name = "protocol/relies-on-default",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::version_mismatch,
    .summary = "The versions are those of the server's default",
    .why = "It differs from release to release: nginx enabled TLS 1.0 and 1.1 by default until "
           "1.27.3, and TLS 1.3 only since 1.23.4; HAProxy enabled SSLv3 until 1.7 and TLS 1.0 "
           "until 2.1. An upgrade changes who can connect.",
    .remedy = "Write the versions down once: ssl_protocols at http level, ssl-default-bind-options "
              "in global.",
    .references = {{"nginx: ssl_protocols",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols"},
                   {"nginx: CHANGES", "https://nginx.org/en/CHANGES"}},
    .since = "0.1",
    .bad = "http { server { listen 443 ssl; } }",
    .good = "http { ssl_protocols TLSv1.2 TLSv1.3; server { listen 443 ssl; } }",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::relies_on_default
