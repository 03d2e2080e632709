// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::upstream::engine_off {
namespace {

void check(const Model& model, Report& report) {
    for (const Upstream& upstream : model.upstreams) {
        const Setting<openssl::ProtocolSet>& versions = upstream.enabled_versions;
        if (!versions.value.empty()) continue;
        if (!versions.origin.is_known()) {
            report.undecided(versions.origin);
            continue;
        }
        auto finding = report.at(
            upstream.at,
            fmt::format("{} is reached by https and SSLProxyEngine "
                        "is off",
                        upstream.host.empty() ? std::string_view("the backend") : upstream.host));
        for (const Endpoint* endpoint : upstream.of) finding.touches(*endpoint);
        if (versions.origin.is_written())
            finding.related(versions.origin.trail.front(), "this switches it off");
    }
}

constexpr Rule rule{
    .name = "upstream/engine-off",
    .severity = Severity::error,
    .servers = {"apache"},
    .cause = Cause::misconfiguration,
    .summary = "An https backend without SSLProxyEngine",
    .why = "Every request to it ends in an error 500 (AH01961).",
    .remedy = "Write SSLProxyEngine on in the same virtual host.",
    .references = {{"httpd: SSLProxyEngine",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslproxyengine"}},
    .since = "0.1",
    .bad = "ProxyPass / https://app.internal/",
    .good = "SSLProxyEngine on\n"
            "ProxyPass / https://app.internal/",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::engine_off
