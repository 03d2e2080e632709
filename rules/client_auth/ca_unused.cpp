// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tlslint::rules::client_auth::ca_unused {
namespace {

// Clients are asked for some of the names: a line of a crt-list says so, and takes the rest over.
bool serves_others(const Endpoint& endpoint, Span at, const Model& model) {
    return std::any_of(model.endpoints.begin(), model.endpoints.end(), [&](const Endpoint& other) {
        if (&other == &endpoint || other.client_auth.value == ClientAuth::none) return false;
        const ClientTrust& trust = other.client_trust;
        return (trust.ca.value && trust.ca.value->at == at)
               || (trust.crl.value && trust.crl.value->at == at);
    });
}

void judge(const Endpoint& endpoint, const Setting<const FileReference*>& file,
           std::string_view what, Report& report) {
    if (!file.value || file.origin.kind != Origin::Kind::written) return;
    const FileReference* const trusted = endpoint.client_trust.trusted.value;
    if (trusted && trusted->written == file.value->written) return;  // serves for stapling
    if (serves_others(endpoint, file.value->at, report.model)) return;
    auto finding = report.at(file.origin,
                             fmt::format("{} {} is given, and no client is asked for a certificate",
                                         what, file.value->written));
    if (endpoint.client_auth.origin.is_written())
        finding.related(endpoint.client_auth.origin.trail.front(), "switched off here");
}

bool asks_somewhere(const Endpoint& endpoint) {
    return std::any_of(endpoint.paths.begin(), endpoint.paths.end(), [](const Path& path) {
        const Setting<ClientAuth>& auth = path.client_auth;
        return auth.value != ClientAuth::none || auth.origin.kind == Origin::Kind::unknown;
    });
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    const Setting<const FileReference*>& crl = endpoint.client_trust.crl;
    const bool asks = endpoint.client_auth.value != ClientAuth::none || asks_somewhere(endpoint);
    if (asks && crl.value && crl.origin.is_written() && !endpoint.client_trust.checks_crl)
        report.at(crl.origin, fmt::format("revocation list {} is given, and SSLCARevocationCheck "
                                          "does not ask for it",
                                          crl.value->written));
    if (asks) return;
    if (!endpoint.client_auth.origin.is_known())
        return report.undecided(endpoint.client_auth.origin);
    judge(endpoint, endpoint.client_trust.ca, "client CA", report);
    judge(endpoint, endpoint.client_trust.crl, "revocation list", report);
}

constexpr Rule rule{
    .name = "client-auth/ca-unused",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "An authority for clients is given, and no client is asked",
    .why = "It looks like protection, but everybody is let in: the server does not even ask.",
    .remedy = "Ask for certificates (ssl_verify_client on; HAProxy: verify required), or take the "
              "file out.",
    .references = {{"nginx: ssl_verify_client",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client"}},
    .since = "0.1",
    .bad = "ssl_client_certificate clients-ca.pem;",
    .good = "ssl_client_certificate clients-ca.pem;\n"
            "ssl_verify_client on;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::ca_unused
