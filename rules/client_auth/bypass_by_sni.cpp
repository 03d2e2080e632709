// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/addresses.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::client_auth::bypass_by_sni {
namespace {

bool verifies(const Endpoint& endpoint) {
    return endpoint.serves_tls() && endpoint.client_auth.origin.is_known()
           && endpoint.client_auth.value == ClientAuth::required && endpoint.client_trust.ca.value;
}

// A client without a certificate, or with one that failed, gets 400 from the server it is led to
// (ngx_http_process_request); only what the default server's authorities vouch for passes.
bool lets_in(const Endpoint& first, const Endpoint& other) {
    const auto& same = first.client_trust.ca.value->deployed;
    return verifies(first) && verifies(other) && !same.empty()
           && same != other.client_trust.ca.value->deployed;
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::names_unchecked, [&](const Remark& remark) {
        report.at(remark.at, std::string(remark.value))
            .related(remark.related, "clients of this name would need a certificate");
    });
    if (model.server->name != "nginx") return;
    for (const Endpoint& first : model.endpoints) {
        if (!first.listen.is_default || first.layer != Endpoint::Layer::http || !verifies(first))
            continue;
        for (const Endpoint& other : model.endpoints) {
            if (&other == &first || address_of(first.listen) != address_of(other.listen)
                || !lets_in(first, other))
                continue;
            report
                .at(other.client_trust.ca.value->at,
                    fmt::format("clients of {} get in without server name",
                                first.client_trust.ca.value->written))
                .related(first.client_trust.ca.value->at, "the default server's authorities")
                .touches(other);
        }
    }
}

constexpr Rule rule{
    .name = "client-auth/bypass-by-sni",
    .severity = Severity::warning,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "Clients that one name admits get to another",
    .why = "The certificate of a client that sends no server name is judged by the default "
           "server's authorities; the Host header then leads to a server that trusts others.",
    .remedy = "Give these servers the same authorities, or addresses of their own.",
    .references = {{"nginx: ssl_verify_client",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client"},
                   {"RFC 6066 3", "https://www.rfc-editor.org/rfc/rfc6066#section-3"}},
    .since = "0.1",
    .bad = "two servers of one address with different ssl_client_certificate",
    .good = "servers with different ssl_client_certificate on addresses of their own",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::bypass_by_sni
