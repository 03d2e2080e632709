// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/headers.hpp"

#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/redirects.hpp"
#include "parsers/nginx/requests.hpp"
#include "parsers/text/ascii.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

namespace tlslint::nginx {
namespace {

constexpr std::string_view hsts_name = "Strict-Transport-Security";

// The statement by which another module may set or clear the header when the answer goes out.
std::optional<Directive> decided_elsewhere(const Scope& scope) {
    for (const Scope* at = &scope; at; at = at->outer()) {
        if (at->other_header_source()) return at->other_header_source();
    }
    return std::nullopt;
}

Setting<Hsts> from_statement(Model& model, Directive header, Origin::Kind kind) {
    const Words args = header.args();
    std::vector<Span> words{args[1].span};
    Setting<Hsts> setting{.origin = {.kind = kind,
                                     .trail = model.arena.keep(std::vector{header.span()}),
                                     .words = model.arena.keep(words)}};
    const bool always = args.size() > 2 && args[2].text == "always";
    if (args[1].text.find('$') != std::string_view::npos) {
        setting.origin.make_unknown("the header's value holds a variable");
    } else if (!args[1].text.empty()) {  // nginx sends no header with an empty value
        setting.value = parse_hsts(args[1].text);
    }
    setting.value.always = always;
    return setting;
}

enum class Inheritance { replace, merge, off };

Inheritance inheritance(const Model& model, const Scope& scope) {
    if (!knows_header_inheritance(model.facts.server)) return Inheritance::replace;
    const Deciding written = deciding(scope, "add_header_inherit");
    if (!written || written.one().args().empty()) return Inheritance::replace;
    const std::string_view value = written.one().args()[0].text;
    return value == "merge" ? Inheritance::merge
           : value == "off" ? Inheritance::off
                            : Inheritance::replace;
}

// Whether an answer of that status (0: a usual one) carries the header (ngx_http_headers_filter).
bool carries(const Hsts& hsts, std::uint16_t status) {
    constexpr std::uint16_t usual[] = {200, 201, 204, 206, 301, 302, 303, 304, 307, 308};
    constexpr std::uint16_t connection_closed = 444;
    if (status == connection_closed) return false;
    return status == 0 || hsts.always
           || std::find(std::begin(usual), std::end(usual), status) != std::end(usual);
}

// What add_header alone makes of it, from this block outwards, for answers of that status.
Setting<Hsts> by_add_header(Model& model, const Scope& scope, std::uint16_t status,
                            bool inherited) {
    const std::vector<Directive> own = scope.own("add_header");
    std::optional<Setting<Hsts>> sent;  // the first is the one that browsers heed (RFC 6797 8.1)
    std::optional<Setting<Hsts>> withheld;
    std::vector<Overruled> further;
    for (const Directive header : own) {
        if (header.args().size() < 2 || !equal_ignoring_case(header.args()[0].text, hsts_name))
            continue;
        Setting<Hsts> setting = from_statement(
            model, header, inherited ? Origin::Kind::inherited : Origin::Kind::written);
        if (!carries(setting.value, status)) {
            setting.value = {};
            if (!withheld) withheld = setting;
        } else if (!sent) {
            sent = setting;
        } else if (sent->value.sent && setting.value.sent) {
            further.push_back({header.span(), sent->origin.trail.front(), header.args()[1].text,
                               "beside the first, which browsers heed"});
        }
    }
    const Inheritance rule = inheritance(model, scope);
    const bool merges = rule == Inheritance::merge && scope.outer();
    if (sent) {
        if (merges && sent->value.sent) {
            const Setting<Hsts> outer = by_add_header(model, *scope.outer(), status, true);
            if (outer.value.sent)
                further.push_back({outer.origin.trail.front(), sent->origin.trail.front(), "",
                                   "beside the block's own, which comes first"});
        }
        sent->origin.overruled = model.arena.keep(further);
        return *sent;
    }
    if (withheld && !merges) return *withheld;
    if (!own.empty() && rule != Inheritance::merge) {
        // Any add_header drops all that the outer block has. More may stand outside of a fragment.
        if (scope.is_open() || scope.has_gaps())
            return {.origin = default_origin(scope, "nginx sends none")};
        return {.origin = {.kind = inherited ? Origin::Kind::inherited : Origin::Kind::written,
                           .trail = model.arena.keep(std::vector{own.front().span()})}};
    }
    if (!scope.outer() || rule == Inheritance::off)
        return {.origin = default_origin(scope, "nginx sends none")};
    const Setting<Hsts> outer = by_add_header(model, *scope.outer(), status, true);
    return withheld && !outer.value.sent && outer.origin.is_known() ? *withheld : outer;
}

bool is_answering_block(std::string_view name) {
    return name == "location" || name == "if";
}

std::string_view match_of(Model& model, Directive block) {
    std::string text(block.name().text == "if" ? "if" : "");
    for (const Word word : block.args()) {
        if (!text.empty()) text += ' ';
        text += model.sources.text(word.span);
    }
    return model.arena.keep(text);
}

// Every location is a path of its own; an `if` only where it changes headers.
void collect(Model& model, const Scope& scope, const Setting<Hsts>& outer, const Asked& asked,
             std::vector<Path>& paths) {
    for (const Directive directive : scope.blocks()) {
        if (!is_answering_block(directive.name().text)) continue;
        const Scope inner(model, &scope, directive.block());
        const Setting<Hsts> own = hsts_of(model, inner);
        if (directive.name().text == "location" || !inner.own("add_header").empty()) {
            const Answer answer = answer_of(model, inner, asked);
            Path path{.match = match_of(model, directive),
                      .at = directive.span(),
                      .hsts = own,
                      .outer_hsts = outer,
                      .redirect = answer.redirect,
                      .answerer = answerer_of(model, inner, asked),
                      .restricted = is_restricted(inner)};
            if (answer.given && answer.status != 0) {
                path.hsts = hsts_of(model, inner, answer.status);
                path.outer_hsts = hsts_of(model, scope, answer.status);
            }
            paths.push_back(path);
        }
        collect(model, inner, own, asked, paths);
    }
}

}  // namespace

Setting<Hsts> hsts_of(Model& model, const Scope& scope, std::uint16_t status) {
    if (const auto elsewhere = decided_elsewhere(scope)) {
        return {.origin = {.kind = Origin::Kind::unknown,
                           .trail = model.arena.keep(std::vector{elsewhere->span()}),
                           .authority = "another module may set the header"}};
    }
    return by_add_header(model, scope, status, false);
}

std::vector<Path> paths_of(Model& model, const Scope& server, const Setting<Hsts>& hsts,
                           const Asked& asked) {
    std::vector<Path> paths;
    // A server that answers by itself reaches no location, unless an error page names one.
    if (answer_of(model, server, asked).given && !deciding(server, "error_page")) return paths;
    collect(model, server, hsts, asked, paths);
    return paths;
}

}  // namespace tlslint::nginx
