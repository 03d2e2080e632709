// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tlslint::rules::config {
namespace {

using Place = std::pair<FileId, std::uint32_t>;

// The settings that the default server decides, and what holds where nobody writes them.
template <class Visit>
void for_each_setting(const Endpoint& endpoint, const Visit& visit) {
    visit(endpoint.groups.origin, "auto");
    visit(endpoint.early_data.origin, "off");
    visit(endpoint.session_cache.origin, "none");
    visit(endpoint.ciphersuites.origin, "");
}

std::string value_of(const Origin& origin, const Model& model) {
    std::string value;
    for (const Span word : origin.words) {
        if (!value.empty()) value += ' ';
        value += model.sources.text(word);
    }
    return value;
}

void check(const Model& model, Report& report) {
    std::set<Place> in_force;
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        for_each_setting(endpoint, [&](const Origin& origin, std::string_view) {
            for (const Span at : origin.trail) in_force.insert({at.file, at.begin});
        });
    }
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        for_each_setting(endpoint, [&](const Origin& origin, std::string_view otherwise) {
            if (!origin.is_known()) return;
            const std::string winner =
                origin.is_written() ? value_of(origin, model) : std::string(otherwise);
            for (const Overruled& lost : origin.overruled) {
                if (lost.by_command || lost.value == winner
                    || in_force.contains({lost.at.file, lost.at.begin}))
                    continue;
                auto finding = report.at(lost.at, fmt::format("has no effect {}", lost.why));
                if (!(lost.by == Span{})) finding.related(lost.by, "this one holds");
                finding.touches(endpoint);
            }
        });
    }
}

constexpr Rule rule{
    .name = "config/no-effect",
    .severity = Severity::warning,
    .servers = {"nginx"},
    .cause = Cause::misconfiguration,
    .summary = "A setting is taken and never applied",
    .why = "nginx takes these settings from the default server of an address, before it knows the "
           "name that a client asks for: here they do nothing.",
    .remedy = "Set it in the default server of the address, or in the block around all servers.",
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
TLSLINT_RULE(no_effect, rule);
}  // namespace tlslint::rules::config
