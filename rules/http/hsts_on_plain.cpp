// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/once.hpp"
#include "rules/engine/rule.hpp"

#include <algorithm>
#include <set>

namespace tlslint::rules::http::hsts_on_plain {
namespace {

template <class Visit>
void for_each_sent(const Endpoint& endpoint, const Visit& visit) {
    const auto offer = [&](const Setting<Hsts>& hsts) {
        if (hsts.value.sent && hsts.origin.is_written()) visit(hsts.origin);
    };
    offer(endpoint.hsts);
    for (const Path& path : endpoint.paths) offer(path.hsts);
}

void check(const Model& model, Report& report) {
    std::set<Place> over_tls;
    const bool has_tls =
        std::any_of(model.endpoints.begin(), model.endpoints.end(),
                    [](const Endpoint& endpoint) { return endpoint.serves_tls(); });
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.listen.tls.value || !endpoint.listen.tls.origin.is_known())
            for_each_sent(endpoint,
                          [&](const Origin& at) { over_tls.insert(begin_of(at.trail.front())); });
    }
    for (const Endpoint& endpoint : model.endpoints) {
        if (endpoint.listen.tls.value || !endpoint.listen.tls.origin.is_known()) continue;
        for_each_sent(endpoint, [&](const Origin& origin) {
            if (over_tls.contains(begin_of(origin.trail.front()))) return;
            // What stands around all servers is meant for those with TLS, even where each of them
            // says so itself.
            if (has_tls && origin.kind == Origin::Kind::inherited) return;
            report
                .at(origin, endpoint.at,
                    "the Strict-Transport-Security header is sent over plain HTTP only")
                .touches(endpoint);
        });
    }
}

constexpr Rule rule{
    .name = "http/hsts-on-plain",
    .severity = Severity::info,
    .servers = {"nginx", "haproxy", "apache"},
    .summary = "The HSTS header is sent over plain HTTP only",
    .why = "Browsers ignore it there: anybody on the way could have put it in.",
    .remedy = "Send it where the site speaks TLS.",
    .references = {{"RFC 6797 8.1", "https://www.rfc-editor.org/rfc/rfc6797#section-8.1"},
                   {"RFC 6797 7.2", "https://www.rfc-editor.org/rfc/rfc6797#section-7.2"}},
    .since = "0.1",
    .bad = "server { listen 80; add_header Strict-Transport-Security \"max-age=63072000\"; }",
    .good = "server { listen 443 ssl; add_header Strict-Transport-Security \"max-age=63072000\" "
            "always; }",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_on_plain
