// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/addresses.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::rules::config::shadowed {
namespace {

bool is_wildcard(std::string_view address) {
    return address == "0.0.0.0" || address == "::";
}

bool one_family(std::string_view a, std::string_view b) {
    return (a.find(':') == std::string_view::npos) == (b.find(':') == std::string_view::npos);
}

void check_addresses(const Model& model, Report& report) {
    std::map<std::pair<FileId, std::uint32_t>, std::vector<const Endpoint*>> by_block;
    std::vector<const Endpoint*> specific;
    for (const Endpoint& endpoint : model.endpoints) {
        const Listen& listen = endpoint.listen;
        if (endpoint.layer != Endpoint::Layer::http || !listen.is_known || !listen.tls.value
            || listen.transport != Listen::Transport::tcp)
            continue;
        by_block[{endpoint.block.file, endpoint.block.begin}].push_back(&endpoint);
        if (!is_wildcard(listen.address) && is_address(listen.address)
            && !is_loopback(listen.address))
            specific.push_back(&endpoint);
    }
    for (const auto& [block, endpoints] : by_block) {
        if (endpoints.size() != 1 || endpoints.front()->names.empty()) continue;
        const Endpoint& endpoint = *endpoints.front();
        if (!is_wildcard(endpoint.listen.address)) continue;
        const auto other =
            std::find_if(specific.begin(), specific.end(), [&](const Endpoint* candidate) {
                return candidate->listen.port == endpoint.listen.port
                       && one_family(candidate->listen.address, endpoint.listen.address);
            });
        if (other == specific.end()) continue;
        report
            .at(endpoint.listen.at, fmt::format("requests to {}:{} never come here",
                                                (*other)->listen.address, (*other)->listen.port))
            .related((*other)->listen.at, "takes all of them")
            .touches(endpoint);
    }
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::name_hidden, [&](const Remark& remark) {
        report.at(remark.at, std::string(remark.value)).related(remark.related, "this one answers");
    });
    check_addresses(model, report);
}

constexpr Rule rule{
    .name = "config/shadowed",
    .severity = Severity::warning,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "An address of its own takes requests away from a server",
    .why = "nginx looks at the address first and at the name later: what comes to that address "
           "never reaches a server that listens on all addresses.",
    .remedy = "Let both servers listen on the same addresses.",
    .references =
        {{"nginx: how it processes a request",
          "https://nginx.org/en/docs/http/request_processing.html#mixed_name_ip_based_servers"}},
    .since = "0.1",
    .bad = "listen 443 ssl; in one server, listen 192.0.2.1:443 ssl; in another",
    .good = "listen 443 ssl; in both",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::shadowed
