// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace tlslint::rules::protocol {
namespace {

using Address = std::tuple<std::string_view, std::uint16_t, Listen::Transport>;

void check(const Model& model, Report& report) {
    if (model.is_fragment()) return;  // the default server may stand elsewhere
    std::map<Address, int> servers;
    for (const Endpoint& endpoint : model.endpoints)
        ++servers[{endpoint.listen.address, endpoint.listen.port, endpoint.listen.transport}];
    for (const Endpoint& endpoint : model.endpoints) {
        const Listen& listen = endpoint.listen;
        if (!endpoint.serves_tls() || !listen.is_default_by_order || !listen.is_known
            || listen.port == 0 || endpoint.layer == Endpoint::Layer::mail
            || servers[{listen.address, listen.port, listen.transport}] < 2)
            continue;
        const auto& certificates = endpoint.certificates;
        if (certificates.origin.is_known() && certificates.value.empty()) continue;
        const std::string_view name = endpoint.names.empty() ? "" : endpoint.names.front();
        report
            .at(listen.at, name.empty() || name == "_"
                               ? std::string("answers unknown names, because it comes first")
                               : fmt::format("answers unknown names with the certificate of {}, "
                                             "because it comes first",
                                             name))
            .touches(endpoint);
    }
}

constexpr Rule rule{
    .name = "protocol/unknown-name-answered",
    .severity = Severity::info,
    .servers = {"nginx"},
    .cause = Cause::name_mismatch,
    .summary = "Unknown names are answered by chance",
    .why = "The first server of an address answers for every name that no other has, and clients without a name: which one that is depends on the order of files.",
    .remedy = "Add a server that refuses them: listen 443 ssl default_server; ssl_reject_handshake on;",
    .references = {{"nginx: ssl_reject_handshake", "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_reject_handshake"}, {"nginx: listen", "https://nginx.org/en/docs/http/ngx_http_core_module.html#listen"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; server_name a.example; }\nserver { listen 443 ssl; server_name b.example; }",
    .good = "server { listen 443 ssl default_server; ssl_reject_handshake on; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(unknown_name_answered, rule);
}  // namespace tlslint::rules::protocol
