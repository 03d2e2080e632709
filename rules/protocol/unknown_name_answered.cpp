// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace tlslint::rules::protocol::unknown_name_answered {
namespace {

using Address = std::tuple<std::string_view, std::uint16_t, Listen::Transport>;

// The sites that an endpoint answers for, each by its names: HAProxy chooses among a line's
// certificates by name. A block with the names of an earlier one is never reached.
std::set<std::string> sites_of(const Endpoint& endpoint, const Model& model) {
    std::set<std::string> sites;
    if (model.server->name != "haproxy") {
        std::string names;
        for (const std::string_view name : endpoint.names) names += fmt::format("{} ", name);
        sites.insert(std::move(names));
        return sites;
    }
    for (const CertificatePair& pair : endpoint.certificates.value) {
        std::string names;
        for (const std::string_view name : pair.names) names += fmt::format("{} ", name);
        const x509::Certificate* const leaf = pair.leaf();
        if (names.empty() && leaf) {
            for (const x509::Name& name : leaf->names) names += fmt::format("{} ", name.text);
        }
        if (!names.empty()) sites.insert(std::move(names));
    }
    return sites;
}

// Whose certificate unknown names get.
std::string_view first_name(const Endpoint& endpoint) {
    if (!endpoint.names.empty()) return endpoint.names.front();
    if (endpoint.certificates.value.empty()) return "";
    const x509::Certificate* const leaf = endpoint.certificates.value.front().leaf();
    return leaf && !leaf->names.empty() ? leaf->names.front().text : std::string_view();
}

void check(const Model& model, Report& report) {
    if (model.is_fragment()) return;  // the default server may stand elsewhere
    std::map<Address, std::set<std::string>> sites;
    for (const Endpoint& endpoint : model.endpoints)
        sites[{endpoint.listen.address, endpoint.listen.port, endpoint.listen.transport}].merge(
            sites_of(endpoint, model));
    for (const Endpoint& endpoint : model.endpoints) {
        const Listen& listen = endpoint.listen;
        if (!endpoint.serves_tls() || !listen.is_default_by_order || !listen.is_known
            || listen.port == 0 || endpoint.rejects_unknown.value
            || endpoint.layer == Endpoint::Layer::mail
            || sites[{listen.address, listen.port, listen.transport}].size() < 2)
            continue;
        const auto& certificates = endpoint.certificates;
        if (certificates.origin.is_known() && certificates.value.empty()) continue;
        const std::string_view name = first_name(endpoint);
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
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::name_mismatch,
    .summary = "Unknown names are answered by chance",
    .why = "The first server of an address, or the first certificate of HAProxy's line, answers "
           "for every name that no other has, and clients without a name: which one that is "
           "depends on the order of files.",
    .remedy = "Add a server that refuses them: listen 443 ssl default_server; ssl_reject_handshake "
              "on; to HAProxy's bind line, strict-sni.",
    .references = {{"nginx: ssl_reject_handshake",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_reject_handshake"},
                   {"nginx: listen",
                    "https://nginx.org/en/docs/http/ngx_http_core_module.html#listen"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; server_name a.example; }\nserver { listen 443 ssl; "
           "server_name b.example; }",
    .good = "server { listen 443 ssl default_server; ssl_reject_handshake on; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::unknown_name_answered
