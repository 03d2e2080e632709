// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"
#include "rules/protocol/upper_bound.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::tls13_disabled {
namespace {

bool has_tls13(const Model& model, int level) {
    const Facts& facts = model.facts;
    const ServerVersion since = model.server->name == "haproxy"  ? ServerVersion{1, 8, 0}
                                : model.server->name == "apache" ? ServerVersion{2, 4, 36}
                                                                 : ServerVersion{1, 13, 0};
    return facts.server >= since
           && openssl::usable_protocols(facts.library.version, level)
                  .contains(openssl::Protocol::tls1_3);
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls()) return;
    const Origin& origin = endpoint.enabled_versions.origin;
    if (!origin.is_known()) return report.undecided(origin);
    const openssl::ProtocolSet enabled = endpoint.enabled_versions.value;
    const openssl::ProtocolSet offered = endpoint.versions.value;
    if (enabled.contains(openssl::Protocol::tls1_3)
        || !enabled.contains(openssl::Protocol::tls1_2)  // other rules speak of that
        || !has_tls13(report.model, endpoint.security_level))
        return;
    report.at(upper_bound(origin, report.model),
              offered.empty() ? fmt::format("enables {}, not TLSv1.3", in_words(enabled))
                              : fmt::format("offers {}, not TLSv1.3", in_words(offered)));
}

constexpr Rule rule{
    .name = "protocol/tls13-disabled",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .cause = Cause::version_mismatch,
    .summary = "TLS 1.3 is off although server and OpenSSL have it",
    .why = "Its handshake takes one round trip less, hides certificates from onlookers and leaves "
           "nothing weak to negotiate.",
    .remedy = "Add TLSv1.3 to the versions.",
    .references = {{"RFC 8446", "https://www.rfc-editor.org/rfc/rfc8446"},
                   {"RFC 9325", "https://www.rfc-editor.org/rfc/rfc9325"},
                   {"nginx: ssl_protocols",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols"}},
    .since = "0.1",
    .bad = "ssl_protocols TLSv1.2;",
    .good = "ssl_protocols TLSv1.2 TLSv1.3;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::tls13_disabled
