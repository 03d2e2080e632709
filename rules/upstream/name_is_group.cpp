// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/upstreams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tlslint::rules::upstream::name_is_group {
namespace {

// A group may well be called what the certificate says.
bool is_host_name(const Target& target) {
    return target.host.find('.') != std::string_view::npos
           || std::any_of(target.peers.begin(), target.peers.end(), [&](const Peer& peer) {
                  return equal_ignoring_case(peer.host, target.host);
              });
}

void check(const Model& model, Report& report) {
    for_each_upstream(model, [&](const Upstream& upstream) {
        const Target& target = upstream.target;
        if (!upstream.verify.value || !upstream.verify.origin.is_known()
            || upstream.name.origin.kind != Origin::Kind::server || target.group == Span{}
            || is_host_name(target))
            return;
        auto finding = report.at(
            upstream.at,
            fmt::format("the certificate is checked for the name {}, a group of upstreams",
                        target.host));
        touch_all(finding.related(target.group, "the group"), upstream);
    });
}

constexpr Rule rule{
    .name = "upstream/name-is-group",
    .severity = Severity::error,
    .servers = {"nginx"},
    .cause = Cause::name_mismatch,
    .summary = "The name that is verified is that of a group of upstreams",
    .why = "Without a name of its own nginx takes the host of the URL: no certificate is made out "
           "to a group's name, so each request ends with status 502.",
    .remedy = "Give the name that stands in the certificate.",
    .references = {{"nginx: proxy_ssl_name",
                    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_name"}},
    .since = "0.1",
    .bad = "upstream app { server 10.0.0.1:443; }\n"
           "proxy_pass https://app;",
    .good = "proxy_pass https://app;\n"
            "proxy_ssl_name app.example.net;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::name_is_group
