// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/rule.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace tlslint::rules::session::early_data {
namespace {

// Somebody looks at it: a header for the upstream, a condition.
bool is_looked_at(const Model& model) {
    bool found = false;
    for (const SyntaxTree& tree : model.trees) {
        for_each_directive(tree.directives(), [&](Directive directive) {
            for (const Word word : directive.args()) {
                found = found || word.text.find("$ssl_early_data") != std::string_view::npos
                        || word.text.find("${ssl_early_data}") != std::string_view::npos
                        || word.text == "wait-for-handshake"
                        || word.text.find("ssl_fc_has_early") != std::string_view::npos;
            }
        });
    }
    return found;
}

bool says_early_data(Directive header) {
    for (const Word word : header.args()) {
        if (word.text.find("ssl_early_data") != std::string_view::npos) return true;
    }
    return false;
}

// A location of nginx with headers of its own for the application loses those around it.
std::optional<Directive> location_without(const Model& model, const Endpoint& endpoint) {
    if (model.server->name != "nginx") return std::nullopt;
    std::optional<Directive> found;
    const auto look = [&](Directive location) {
        if (found || location.name().text != "location") return;
        std::optional<Directive> header;
        bool passes = false, says = false;
        for (const Directive inner : location.block()) {
            const std::string_view name = inner.name().text;
            if (name == "include") return;  // which may say it
            passes = passes || name == "proxy_pass";
            if (name != "proxy_set_header") continue;
            if (!header) header = inner;
            says = says || says_early_data(inner);
        }
        if (passes && header && !says) found = header;
    };
    for_each_directive(model.tree(endpoint.block.file).directives(), [&](Directive directive) {
        if (directive.span() == endpoint.block) for_each_directive(directive.block(), look);
    });
    return found;
}

bool passes_on(Answerer answerer) {
    return answerer == Answerer::upstream || answerer == Answerer::script;
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || !endpoint.early_data.value
        || !endpoint.early_data.origin.is_known()
        || !endpoint.versions.value.contains(openssl::Protocol::tls1_3)
        || endpoint.layer != Endpoint::Layer::http)
        return;
    const bool passed_on =
        passes_on(endpoint.answerer)
        || std::any_of(endpoint.paths.begin(), endpoint.paths.end(),
                       [](const Path& path) { return passes_on(path.answerer); });
    if (!passed_on) return;
    if (report.model.is_fragment())
        return report.undecided(endpoint.early_data.origin.trail.front(),
                                "what is not here may tell the application");
    if (!is_looked_at(report.model)) {
        report.at(endpoint.early_data.origin,
                  "takes early data, and does not tell the application");
    } else if (const auto header = location_without(report.model, endpoint)) {
        report
            .at(endpoint.early_data.origin,
                "takes early data, and does not tell the application of every location")
            .related(header->span(), "headers of its own, without Early-Data");
    }
}

constexpr Rule rule{
    .name = "session/early-data",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "live"},
    .cause = Cause::misconfiguration,
    .summary = "Early data without protection against replay",
    .why = "Anybody on the way can send a request of the first flight again, and the application "
           "behind cannot tell.",
    .remedy = "proxy_set_header Early-Data $ssl_early_data; and let the application answer 425 to "
              "what must not happen twice. Or switch early data off.",
    .references = {{"RFC 8470", "https://www.rfc-editor.org/rfc/rfc8470"},
                   {"nginx: ssl_early_data",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_early_data"}},
    .since = "0.1",
    .bad = "ssl_early_data on;\nproxy_pass http://app;",
    .good =
        "ssl_early_data on;\nproxy_pass http://app;\nproxy_set_header Early-Data $ssl_early_data;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::session::early_data
