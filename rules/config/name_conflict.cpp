// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "parsers/text/ascii.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tlslint::rules::config::name_conflict {
namespace {

using Key =
    std::tuple<std::string_view, std::uint16_t, std::string_view, Listen::Transport, std::string>;

void check_addresses(const Model& model, Report& report) {
    std::map<Key, const Endpoint*> first;
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.layer == Endpoint::Layer::mail || !endpoint.listen.is_known) continue;
        const Listen& listen = endpoint.listen;
        std::vector<std::string> names;
        for (const std::string_view name : endpoint.names) {
            if (!name.starts_with('~') && name.find('$') == std::string_view::npos)
                names.push_back(lowered(name));
        }
        if (endpoint.names.empty() && !endpoint.has_gaps) names.emplace_back();
        for (const std::string& name : names) {
            const auto [place, is_new] = first.try_emplace(
                Key{listen.address, listen.port, listen.path, listen.transport, name}, &endpoint);
            if (is_new || place->second->block == endpoint.block) continue;
            report
                .at(endpoint.names_at == Span{} ? endpoint.at : endpoint.names_at,
                    name.empty()
                        ? std::string("another server of the address has no name either")
                        : fmt::format("another server of the address is called {} already", name))
                .related(place->second->names_at == Span{} ? place->second->at
                                                           : place->second->names_at,
                         "this one answers")
                .touches(endpoint);
        }
    }
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::name_taken, [&](const Remark& remark) {
        report.at(remark.at, std::string(remark.value))
            .at_least(Severity::error)
            .related(remark.related, "declared here");
    });
    if (model.server->name != "haproxy") check_addresses(model, report);
}

constexpr Rule rule{
    .name = "config/name-conflict",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "Two servers of one address have the same name",
    .why = "nginx takes the first and ignores the name in the second: requests never come to it. "
           "HAProxy refuses to start with two proxies of one name; since 3.3 also a frontend and "
           "a backend.",
    .remedy = "Take the name out of one of them, or make one server of both.",
    .references = {{"nginx: server names", "https://nginx.org/en/docs/http/server_names.html"}},
    .since = "0.1",
    .bad = "two servers with `listen 443 ssl; server_name shop.example;`",
    .good = "one of them with `server_name www.shop.example;`",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::name_conflict
