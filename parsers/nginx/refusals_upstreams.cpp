// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/include.hpp"
#include "parsers/nginx/refusals_servers.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlslint::nginx {
namespace {

// A way to upstreams: the statement that takes it, and the scheme that says TLS.
struct Way {
    std::string_view pass;
    std::string_view scheme;
    std::string_view prefix;
};
constexpr std::array<Way, 3> ways = {{
    {"proxy_pass", "https://", "proxy_ssl_"},
    {"grpc_pass", "grpcs://", "grpc_ssl_"},
    {"uwsgi_pass", "suwsgi://", "uwsgi_ssl_"},
}};

// Names with variables are set up for TLS, whatever their scheme (ngx_http_proxy_pass).
bool takes_tls(const Scope& scope, const Way& way) {
    for (const Directive pass : scope.own(way.pass)) {
        const std::string_view url = pass.args()[0].text;
        if (url.find('$') != std::string_view::npos
            || equal_ignoring_case(url.substr(0, way.scheme.size()), way.scheme))
            return true;
    }
    return false;
}

void check_connection(TlsRefusals& tls, const Scope& scope, std::string_view prefix) {
    const auto name = [&](std::string_view suffix) { return fmt::format("{}{}", prefix, suffix); };
    const bool whole = !scope.is_open() && !scope.has_gaps();
    const auto level = tls.check_ciphers(scope, name("ciphers"));
    const Deciding certificate = deciding(scope, name("certificate"));
    const Deciding key = deciding(scope, name("certificate_key"));
    if (certificate && !certificate.one().args()[0].text.empty()) {
        const Word word = certificate.one().args()[0];
        if (!key && whole && !is_variable(word.text)) {
            tls.refuse_incomplete(
                word.span, fmt::format("no \"{}certificate_key\" is defined for certificate \"{}\"",
                                       prefix, word.text));
        } else if (key) {
            tls.check_pairs(scope, certificate, key, name("password_file"), level);
        }
    }
    const Deciding verify = deciding(scope, name("verify"));
    if (flag(verify).value_or(false)) {
        const Deciding trusted = deciding(scope, name("trusted_certificate"));
        if (whole && (!trusted || trusted.one().args()[0].text.empty())) {
            tls.refuse_incomplete(verify.one().span(),
                                  fmt::format("no {0}trusted_certificate for {0}verify", prefix));
        }
        tls.check_authorities(scope, name("trusted_certificate"), FileUse::trusted_ca);
        tls.check_crl(scope, name("crl"));
    }
    tls.check_commands(scope, name("conf_command"));
}

void check_locations(TlsRefusals& tls, const Model& model, const Scope& scope) {
    for (const Directive directive : scope.blocks()) {
        const std::string_view name = directive.name().text;
        if (name != "location" && name != "if" && name != "limit_except") continue;
        const Scope inner(model, &scope, directive.block());
        for (const Way& way : ways) {
            if (takes_tls(inner, way)) check_connection(tls, inner, way.prefix);
        }
        check_locations(tls, model, inner);
    }
}

}  // namespace

void refuse_upstreams(TlsRefusals& tls, const Model& model, const ServerBlock& server,
                      Endpoint::Layer layer) {
    if (layer == Endpoint::Layer::mail || !tls.is_clean(server.scope)) return;
    if (layer == Endpoint::Layer::http) return check_locations(tls, model, server.scope);
    if (flag(deciding(server.scope, "proxy_ssl")).value_or(false))
        check_connection(tls, server.scope, "proxy_ssl_");
}

}  // namespace tlslint::nginx
