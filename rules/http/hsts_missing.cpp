// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <algorithm>
#include <vector>

namespace tlslint::rules::http::hsts_missing {
namespace {

// What answers requests without redirecting or rejecting all of them.
std::vector<Answerer> contents_of(const Endpoint& endpoint) {
    std::vector<Answerer> contents;
    const auto add = [&](Answerer answerer) {
        if (answerer != Answerer::redirects && answerer != Answerer::rejects)
            contents.push_back(answerer);
    };
    bool all = false;  // requests are answered by some path
    for (const Path& path : endpoint.paths) {
        all = all || path.match == "/";
        add(path.answerer);
    }
    if (!all) add(endpoint.answerer);
    return contents;
}

bool may_set_header(const Endpoint& endpoint, Answerer answerer) {
    return answerer == Answerer::upstream || answerer == Answerer::script || endpoint.has_gaps;
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || endpoint.layer != Endpoint::Layer::http) return;
    if (endpoint.client_auth.value == ClientAuth::required) return;  // browsers do not come here
    // What inner blocks lose of it is http/hsts-lost.
    if (endpoint.hsts.value.sent || endpoint.outer_hsts.value.sent
        || std::any_of(endpoint.paths.begin(), endpoint.paths.end(),
                       [&](const Path& path) { return path.hsts.value.sent; }))
        return;
    const std::vector<Answerer> contents = contents_of(endpoint);
    const bool script =
        std::find(contents.begin(), contents.end(), Answerer::script) != contents.end();
    if (!endpoint.hsts.origin.is_known()
        && (report.model.is_fragment() || !(endpoint.has_gaps || script)))
        return report.undecided(endpoint.hsts.origin);
    if (contents.empty() || endpoint.answerer == Answerer::redirects
        || endpoint.answerer == Answerer::rejects)
        return;
    const bool perhaps = std::any_of(contents.begin(), contents.end(), [&](Answerer answerer) {
        return may_set_header(endpoint, answerer);
    });
    if (perhaps) {
        report
            .at(endpoint.at, "nothing here sets the Strict-Transport-Security header; what "
                             "answers behind it may")
            .at_most(Severity::info);
    } else {
        report.at(endpoint.at, "no Strict-Transport-Security header is sent");
    }
}

constexpr Rule rule{
    .name = "http/hsts-missing",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache", "live"},
    .summary = "A TLS site sends no Strict-Transport-Security header",
    .why = "The first request of a browser may go out in clear: who stands between can keep it "
           "there and read along.",
    .remedy = "Send the header with every answer over TLS.",
    .references =
        {{"RFC 6797 6.1", "https://www.rfc-editor.org/rfc/rfc6797#section-6.1"},
         {"Mozilla Web Security Guidelines: HSTS",
          "https://infosec.mozilla.org/guidelines/web_security#http-strict-transport-security"}},
    .since = "0.1",
    .bad = "server { listen 443 ssl; }",
    .good = "add_header Strict-Transport-Security \"max-age=63072000\" always;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::http::hsts_missing
