// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::inherited_from_first_vhost {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Setting<openssl::ProtocolSet>& enabled = endpoint.enabled_versions;
    if (!endpoint.serves_tls() || endpoint.listen.is_default
        || enabled.origin.kind != Origin::Kind::inherited
        || enabled.origin.authority != "first vhost's" || !enabled.origin.overruled.empty())
        return;
    report
        .at(endpoint.at, fmt::format("says nothing of SSLProtocol and gets {} from another virtual "
                                     "host",
                                     in_words(enabled.value)))
        .related(enabled.origin.trail.front(), "the first one of the address");
}

constexpr Rule rule{
    .name = "protocol/inherited-from-first-vhost",
    .severity = Severity::warning,
    .servers = {"apache"},
    .cause = Cause::misconfiguration,
    .summary = "A virtual host takes its versions from another one",
    .why = "Without an SSLProtocol of its own or for all, a virtual host does not have httpd's "
           "default: what holds is that of the first virtual host of its address, and changes with "
           "the order of files.",
    .remedy = "Write SSLProtocol outside of all virtual hosts.",
    .references = {{"httpd: SSLProtocol",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslprotocol"}},
    .since = "0.1",
    .bad = "SSLProtocol in the first <VirtualHost *:443>, none in the second",
    .good = "SSLProtocol -all +TLSv1.2 +TLSv1.3, outside of both",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::inherited_from_first_vhost
