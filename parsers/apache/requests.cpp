// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/requests.hpp"

#include "parsers/apache/headers.hpp"
#include "parsers/apache/tls_context.hpp"
#include "parsers/text/ascii.hpp"

#include <algorithm>
#include <functional>

namespace tlslint::apache {
namespace {

bool contains(std::string_view text, std::string_view what) {
    return text.find(what) != std::string_view::npos;
}

bool is_target(std::string_view text) {
    return contains(text, "://");
}

// Directives of a section itself, and of <If> and the like inside it.
void for_each_inside(const Configuration& configuration, const Statement* section,
                     const std::function<void(const Statement&)>& visit) {
    for_each_but_vhosts(configuration, section, [&](const Statement& statement) {
        if (standing(statement.condition) == Standing::absent) return;
        if (statement.is_section && statement.name == "virtualhost") return;
        visit(statement);
        if (statement.is_section) for_each_inside(configuration, &statement, visit);
    });
}

bool runs_script(const Statement& statement) {
    const std::string_view name = statement.name;
    if (name == "wsgiscriptalias" || name == "passengerapproot" || name == "passengerenabled"
        || name == "scriptalias" || name == "scriptaliasmatch" || name == "fcgidwrapper"
        || name == "jkmount" || name.starts_with("lua"))
        return true;
    if (name != "sethandler" && name != "addhandler") return false;
    return !statement.args.empty() && contains(statement.args[0].text, "php");
}

// What a directive like ProxyPass says; nothing for others.
std::optional<Pass> read_pass(const Statement& statement) {
    const auto& args = statement.args;
    if (statement.name == "proxypass" || statement.name == "proxypassmatch") {
        if (args.empty()) return std::nullopt;
        const bool in_section = is_target(args[0].text);
        if (in_section)
            return Pass{&statement, statement.section ? match_of(statement) : "", &args[0]};
        if (args.size() < 2 || !is_target(args[1].text)) return std::nullopt;
        return Pass{&statement, args[0].text, &args[1]};
    }
    if (const auto rule = read_rewrite(statement); rule && rule->proxies)
        return Pass{&statement, rule->pattern, &args[1]};
    if (statement.name == "sethandler" && !args.empty() && args[0].text.starts_with("proxy:"))
        return Pass{&statement, "", &args[0]};
    return std::nullopt;
}

bool is_for_all(const Pass& pass) {
    return pass.path.empty() || matches_everything(pass.path);
}

}  // namespace

std::vector<Pass> passes_of(const Vhost& vhost) {
    std::vector<Pass> passes;
    const Configuration& configuration = vhost.scope.configuration();
    for_each_inside(configuration, vhost.scope.section(), [&](const Statement& statement) {
        const auto pass = read_pass(statement);
        if (!pass) return;
        if (statement.name == "rewriterule" && statement.section == vhost.scope.section()
            && rewriting_scopes(vhost).empty())
            return;
        passes.push_back(*pass);
    });
    return passes;
}

Answerer answerer_of(const Vhost& vhost, const Statement* inner, const Answer& answer,
                     const Asked& asked) {
    if (answer.given) {
        if (answer.status >= 300 && answer.status < 400) return Answerer::redirects;
        return answer.status >= 400 ? Answerer::rejects : Answerer::text;
    }
    if (answer.redirect.value.status != 0) return Answerer::redirects;
    const std::vector<Section> sections = sections_for(vhost, inner, asked);
    const auto in_sections = [&](const Statement& statement) {
        return std::any_of(sections.begin(), sections.end(), [&](const Section& section) {
            return statement.section == section.statement;
        });
    };
    const auto passes = passes_of(vhost);
    if (std::any_of(passes.begin(), passes.end(), [&](const Pass& pass) {
            const bool own = pass.statement->section == vhost.scope.section();
            return own ? is_for_all(pass) : in_sections(*pass.statement);
        }))
        return Answerer::upstream;
    bool script = false;
    for (const Scope* scope : {vhost.scope.outer(), &vhost.scope}) {
        if (!scope) continue;
        for_each_inside(scope->configuration(), scope->section(), [&](const Statement& statement) {
            script = script || runs_script(statement);
        });
    }
    return script ? Answerer::script : Answerer::files;
}

// What a section asks of a connection that is already there; unset for no more than the server
// does.
static Setting<ClientAuth> client_auth_of(Model& model, const Vhost& vhost, const Statement* inner,
                                          const Asked& asked) {
    Setting<ClientAuth> result;
    for (const Section& section : sections_for(vhost, inner, asked)) {
        const Scope scope(model, vhost.scope.configuration(), section.statement, nullptr);
        for (const Statement* statement : scope.own("sslverifyclient")) {
            if (statement->args.empty()) continue;
            const auto kind = client_auth_named(statement->args.front().text);
            if (!kind) continue;
            result = {*kind, origin_of(model.arena, {.statement = statement,
                                                     .inherited = section.statement != inner})};
            if (section.applies != Truth::yes)
                result.origin.make_unknown("a request decides whether the section applies");
        }
    }
    return result;
}

std::vector<Path> paths_of(Model& model, const Vhost& vhost, const Asked& asked) {
    if (answer_of(model, vhost, nullptr, asked).by_server) return {};
    std::vector<Path> paths;
    const Setting<Hsts> outer = hsts_of(model, vhost, nullptr, asked, {});
    for (const Statement* section : inner_sections(vhost)) {
        const Scope scope(model, vhost.scope.configuration(), section, nullptr);
        const bool location = is_location(*section);
        const bool own = stands_in(*section, vhost.scope.section());
        const bool says = !scope.own("header").empty() || !scope.own("sslverifyclient").empty()
                          || !scope.own("redirect").empty() || !scope.own("redirectmatch").empty()
                          || (!scope.own("rewriterule").empty() && rewrites(scope, vhost));
        if (!own || !(location || says)) continue;
        const Answer answer = answer_of(model, vhost, section, asked);
        Path path{.match = match_of(*section),
                  .at = section->span,
                  .hsts = hsts_of(model, vhost, section, asked, answer),
                  .outer_hsts = outer,
                  .redirect = answer.redirect,
                  .answerer = answerer_of(vhost, section, answer, asked)};
        path.client_auth = client_auth_of(model, vhost, section, asked);
        path.restricted = !scope.own("require").empty() || !scope.own("deny").empty();
        paths.push_back(path);
    }
    return paths;
}

Hints hints_of(const Vhost& vhost) {
    Hints found;
    const auto look = [&](const Statement& statement) {
        const std::string_view name = statement.name;
        if (name == "remoteipheader" || name == "remoteipproxyprotocol") found.behind_proxy = true;
        if (name == "sslrequire" || name == "require" || name == "requestheader"
            || name == "rewritecond" || name == "rewriterule" || name == "if" || name == "setenvif"
            || name == "sslusername" || name == "setenvifexpr" || name == "header") {
            const std::string_view raw = statement.raw;
            if (contains(raw, "SSL_CLIENT_")) found.checks.result = true;
            if (contains(raw, "SSL_CLIENT_S_DN") || contains(raw, "SSL_CLIENT_I_DN")
                || contains(raw, "SSL_CLIENT_SAN") || contains(raw, "SSL_CLIENT_CERT")
                || contains(raw, "SSL_CLIENT_M_SERIAL"))
                found.checks.subject = true;
            if (contains(raw, "X-Forwarded-Proto") || contains(raw, "X-Forwarded-SSL"))
                found.behind_proxy = true;
            if (name == "require" && contains(raw, "ssl-verify-client")) found.checks.result = true;
        }
        // A script may look at what is handed to it.
        if (name == "ssloptions"
            && (contains(statement.raw, "StdEnvVars") || contains(statement.raw, "ExportCertData")
                || contains(statement.raw, "FakeBasicAuth"))
            && !statement.raw.starts_with('-'))
            found.checks.result = true;
    };
    for (const Scope* scope : {vhost.scope.outer(), &vhost.scope}) {
        if (scope) for_each_inside(scope->configuration(), scope->section(), look);
    }
    return found;
}

}  // namespace tlslint::apache
