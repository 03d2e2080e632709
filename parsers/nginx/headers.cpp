// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/headers.hpp"

#include "parsers/nginx/defaults.hpp"
#include "parsers/text/ascii.hpp"

#include <algorithm>
#include <charconv>
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
    if (args[1].text.find('$') != std::string_view::npos) {
        setting.origin.kind = Origin::Kind::unknown;
        setting.origin.authority = "the header's value holds a variable";
        return setting;
    }
    if (args[1].text.empty()) return setting;  // nginx sends no header with an empty value
    setting.value = parse_hsts(args[1].text);
    setting.value.always = args.size() > 2 && args[2].text == "always";
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

// What add_header alone makes of it, from this block outwards.
Setting<Hsts> by_add_header(Model& model, const Scope& scope, bool inherited) {
    const std::vector<Directive> own = scope.own("add_header");
    for (const Directive header : own) {
        if (header.args().size() < 2 || !equal_ignoring_case(header.args()[0].text, hsts_name))
            continue;
        // The first of several is the one that browsers heed (RFC 6797 8.1).
        return from_statement(model, header,
                              inherited ? Origin::Kind::inherited : Origin::Kind::written);
    }
    const Inheritance rule = inheritance(model, scope);
    if (!own.empty() && rule != Inheritance::merge) {
        // Any add_header drops all that the outer block has.
        return {.origin = {.kind = inherited ? Origin::Kind::inherited : Origin::Kind::written,
                           .trail = model.arena.keep(std::vector{own.front().span()})}};
    }
    if (!scope.outer() || rule == Inheritance::off)
        return {.origin = default_origin(scope, "nginx sends none")};
    return by_add_header(model, *scope.outer(), true);
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

std::uint16_t status_of(const Scope& scope) {
    const std::vector<Directive> returns = scope.own("return");
    if (returns.empty() || returns.front().args().empty()) return 0;
    const std::string_view code = returns.front().args()[0].text;
    std::uint16_t status = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
    if (error == std::errc() && end == code.data() + code.size()) return status;
    return 302;  // a URL alone
}

void collect(Model& model, const Scope& scope, std::vector<Path>& paths) {
    for (const Directive directive : scope.blocks()) {
        if (!is_answering_block(directive.name().text)) continue;
        const Scope inner(model, &scope, directive.block());
        if (!inner.own("add_header").empty()) {
            paths.push_back({.match = match_of(model, directive),
                             .at = directive.span(),
                             .status = status_of(inner),
                             .hsts = hsts_of(model, inner),
                             .outer_hsts = hsts_of(model, scope)});
        }
        collect(model, inner, paths);
    }
}

}  // namespace

Setting<Hsts> hsts_of(Model& model, const Scope& scope) {
    if (const auto elsewhere = decided_elsewhere(scope)) {
        return {.origin = {.kind = Origin::Kind::unknown,
                           .trail = model.arena.keep(std::vector{elsewhere->span()}),
                           .authority = "another module may set the header"}};
    }
    return by_add_header(model, scope, false);
}

std::vector<Path> paths_of(Model& model, const Scope& server) {
    std::vector<Path> paths;
    // A server that answers by itself reaches no location, unless an error page names one.
    if (!server.own("return").empty() && !deciding(server, "error_page")) return paths;
    collect(model, server, paths);
    return paths;
}

}  // namespace tlslint::nginx
