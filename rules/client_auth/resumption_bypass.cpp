// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/addresses.hpp"
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace tlslint::rules::client_auth::resumption_bypass {
namespace {

bool is_affected(ServerVersion version) {
    return version >= ServerVersion{1, 11, 4} && version < ServerVersion{1, 27, 4}
           && !(version >= ServerVersion{1, 26, 3} && version < ServerVersion{1, 27, 0});
}

bool resumes(const Endpoint& endpoint) {
    const SessionCache::Kind cache = endpoint.session_cache.value.kind;
    return endpoint.serves_tls() && endpoint.listen.is_known
           && endpoint.versions.value.contains(openssl::Protocol::tls1_3)
           && (endpoint.session_tickets.value.on || cache == SessionCache::Kind::shared
               || cache == SessionCache::Kind::builtin);
}

bool demands_alike(const Endpoint& a, const Endpoint& b) {
    const FileReference* const ca = a.client_trust.ca.value;
    const FileReference* const other = b.client_trust.ca.value;
    return a.client_auth.value == b.client_auth.value
           && (ca ? ca->written : "") == (other ? other->written : "");
}

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::sessions_shared, [&](const Remark& remark) {
        report
            .at(remark.at, fmt::format("sessions of other names resume here without a certificate "
                                       "({})",
                                       remark.value))
            .related(remark.related, "another name of the address, with other demands");
    });
    if (model.server->name != "nginx") return;
    if (!is_affected(model.facts.server) || model.is_fragment()) return;
    std::map<Address, std::vector<const Endpoint*>> by_address;
    for (const Endpoint& endpoint : model.endpoints) {
        if (resumes(endpoint)) by_address[address_of(endpoint.listen)].push_back(&endpoint);
    }
    for (const auto& [address, endpoints] : by_address) {
        for (const Endpoint* endpoint : endpoints) {
            const bool verifies = endpoint->client_auth.value == ClientAuth::required
                                  || endpoint->client_auth.value == ClientAuth::optional;
            if (!verifies || !endpoint->client_auth.origin.is_known()) continue;
            const auto other =
                std::find_if(endpoints.begin(), endpoints.end(), [&](const Endpoint* candidate) {
                    return !demands_alike(*endpoint, *candidate);
                });
            if (other == endpoints.end()) continue;
            report
                .at(endpoint->client_auth.origin, endpoint->at,
                    fmt::format("sessions of other names resume here without a certificate "
                                "(CVE-2025-23419, nginx {})",
                                model.facts.server_text))
                .related((*other)->at, "another name of the address, with other demands")
                .touches(*endpoint);
        }
    }
}

constexpr Rule rule{
    .name = "client-auth/resumption-bypass",
    .severity = Severity::error,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A session of one name resumes at another that demands certificates",
    .why = "CVE-2025-23419: with TLS 1.3 nginx lets a client resume a session that it began at "
           "another name of the address, without the certificate that this one demands. "
           "Distributions may have mended it in older versions.",
    .remedy = "Use nginx 1.26.3, 1.27.4 or later, or give the name an address of its own.",
    .references = {{"CVE-2025-23419", "https://my.f5.com/manage/s/article/K000149173"},
                   {"nginx security advisories", "https://nginx.org/en/security_advisories.html"}},
    .since = "0.1",
    .bad = "nginx 1.22.1: two names on an address, one with ssl_verify_client on",
    .good = "nginx 1.26.3: the same",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::resumption_bypass
