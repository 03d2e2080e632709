// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/authorities.hpp"
#include "rules/engine/certificates.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::rules::client_auth::ca_invalid {
namespace {

std::string list(const std::vector<const x509::Certificate*>& certificates) {
    std::vector<std::string> names;
    for (const x509::Certificate* each : certificates) names.emplace_back(called(*each));
    return abridged({names.begin(), names.end()});
}

void check_authorities(const FileReference& file, Report& report) {
    // Among the world's authorities some are always over: client-auth/public-ca.
    if (holds_public_authorities(file, report.policy)) return;
    const auto now = report.facts().now;
    std::vector<const x509::Certificate*> expired;
    std::vector<const x509::Certificate*> others;
    for (const x509::Certificate& each : file.contents->certificates) {
        if (each.has_dates && each.not_after < now) expired.push_back(&each);
        // A certificate of version 1 cannot say what it is.
        if (!each.is_ca && each.version > 1 && !each.self_signed) others.push_back(&each);
    }
    if (expired.size() == 1)
        report.at(file.at, fmt::format("authority {} in {} expired on {}", called(*expired.front()),
                                       file.written, date_of(expired.front()->not_after)));
    if (expired.size() > 1)
        report.at(file.at,
                  fmt::format("authorities {} in {} have expired", list(expired), file.written));
    if (!others.empty())
        report.at(file.at,
                  fmt::format("{} in {} {}", list(others), file.written,
                              others.size() == 1 ? "is no authority" : "are no authorities"));
}

void check_lists(const FileReference& file, Report& report) {
    for (const x509::RevocationList& list : file.contents->lists) {
        if (list.next_update && *list.next_update < report.facts().now)
            report.at(file.at, fmt::format("the revocation list of {} is out of date since {}",
                                           list.issuer, date_of(*list.next_update)));
    }
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || endpoint.client_auth.value == ClientAuth::none) return;
    for (const auto& file : {endpoint.client_trust.ca, endpoint.client_trust.crl}) {
        if (!file.value || !file.value->opened || !file.value->contents) continue;
        check_authorities(*file.value, report);
        check_lists(*file.value, report);
    }
}

constexpr Rule rule{
    .name = "client-auth/ca-invalid",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "What clients are judged by is out of date or no authority",
    .why = "With an expired authority or an old revocation list every client is refused; what "
           "is no authority vouches for nobody.",
    .remedy = "Renew the authority or the list; put authorities into the file, not the "
              "certificates of clients.",
    .references =
        {{"nginx: ssl_client_certificate",
          "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_client_certificate"},
         {"nginx: ssl_crl", "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_crl"},
         {"RFC 5280 5.1.2.5", "https://www.rfc-editor.org/rfc/rfc5280#section-5.1.2.5"}},
    .since = "0.1",
    .bad = "ssl_crl old.crl;",
    .good = "ssl_crl fresh.crl;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::ca_invalid
