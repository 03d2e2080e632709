// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <optional>

namespace tlslint::rules::client_auth::per_location {
namespace {

// The section that opens there: among siblings, the last block that begins before it holds it.
std::optional<Directive> section_at(const SyntaxTree& tree, Span at) {
    Block siblings = tree.directives();
    while (true) {
        std::optional<Directive> last;
        for (const Directive directive : siblings) {
            if (directive.span().begin > at.begin) break;
            if (directive.shape() == Shape::block) last = directive;
        }
        if (!last || last->span().begin == at.begin) return last;
        siblings = last->block();
    }
}

// The statement in a section that demands a certificate.
std::optional<Directive> demand_in(const Model& model, Span at) {
    std::optional<Directive> found;
    const auto section = section_at(model.tree(at.file), at);
    if (!section) return found;
    for_each_statement(model, section->block(), [&](Directive inner) {
        const Words words = inner.args();
        if (inner.active() != Truth::no && equal_ignoring_case(inner.name().text, "SSLVerifyClient")
            && words.size() == 1
            && (equal_ignoring_case(words[0].text, "require")
                || equal_ignoring_case(words[0].text, "on")))
            found = inner;
    });
    return found;
}

void check(const Endpoint& endpoint, Report& report) {
    if (!endpoint.serves_tls() || endpoint.client_auth.value != ClientAuth::none
        || !endpoint.versions.value.contains(openssl::Protocol::tls1_3))
        return;
    for (const Path& path : endpoint.paths) {
        const auto demand = demand_in(report.model, path.at);
        if (!demand) continue;
        report
            .at(demand->span(),
                fmt::format("{} demands a certificate: browsers with TLS 1.3 get an error 403",
                            path.match))
            .related(path.at, "only here");
    }
}

constexpr Rule rule{
    .name = "client-auth/per-location",
    .severity = Severity::warning,
    .servers = {"apache"},
    .cause = Cause::misconfiguration,
    .summary = "A client certificate for a part of the site, with TLS 1.3",
    .why = "httpd asks for it after the handshake; TLS 1.3 has no renegotiation, and no browser "
           "answers to what took its place (AH10158).",
    .remedy =
        "Ask in the virtual host, give that part a virtual host of its own, or take TLS 1.3 off "
        "there.",
    .references = {{"httpd: SSLVerifyClient",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslverifyclient"},
                   {"RFC 8446 4.6.2", "https://www.rfc-editor.org/rfc/rfc8446#section-4.6.2"}},
    .since = "0.1",
    .bad = "<Location /admin>\n"
           "  SSLVerifyClient require\n"
           "</Location>",
    .good = "SSLVerifyClient require",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::client_auth::per_location
