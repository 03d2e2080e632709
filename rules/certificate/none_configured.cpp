// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/addresses.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <map>
#include <string>

namespace tlslint::rules::certificate::none_configured {
namespace {

void check(const Model& model, Report& report) {
    std::map<Address, const Endpoint*> standard;
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.listen.is_default) standard.emplace(address_of(endpoint.listen), &endpoint);
    }
    for (const Endpoint& endpoint : model.endpoints) {
        const bool rejects = endpoint.rejects.value && !endpoint.certificate_is_default;
        if (!endpoint.listen.tls.value || rejects || !endpoint.certificates.value.empty()) continue;
        report.judge(&endpoint);
        if (!endpoint.certificates.origin.is_known()) {
            report.undecided(endpoint.certificates.origin);
            continue;
        }
        // The default server's certificate serves all that have none: it is the one that lacks it,
        // unless it refuses whatever comes to it.
        const auto found = standard.find(address_of(endpoint.listen));
        const bool alone = found != standard.end() && found->second->rejects.value;
        if (!endpoint.listen.is_default && !alone) continue;
        // httpd's main server has no block of its own.
        const Origin& tls = endpoint.listen.tls.origin;
        const bool has_block =
            model.server->name != "apache" || model.sources.text(endpoint.at).starts_with('<');
        report.at(has_block || !tls.is_written() ? endpoint.at : tls.trail.front(),
                  "speaks TLS and has no certificate");
    }
    report.judge(nullptr);
    for_each_remark(model, Remark::Kind::certificate_missing,
                    [&](const Remark& remark) { report.at(remark.at, std::string(remark.value)); });
}

constexpr Rule rule{
    .name = "certificate/none-configured",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A TLS endpoint has no certificate",
    .why =
        "The server refuses to start, or starts (nginx before 1.15.0) and fails every handshake.",
    .remedy =
        "Give it a certificate and a key, or let it reject handshakes (ssl_reject_handshake).",
    .references = {{"nginx: ssl_certificate",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; }",
    .good = "server { listen 443 ssl; ssl_certificate site.pem; ssl_certificate_key site.key; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::none_configured
