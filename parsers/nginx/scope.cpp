// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/scope.hpp"

#include "parsers/text/ascii.hpp"

#include <algorithm>

namespace tlslint::nginx {

namespace {

constexpr std::string_view not_included = "may be set by a file that could not be included";

// Files of other people's packages that set no TLS, and that a configuration is often shown
// without.
bool sets_no_tls(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name == "mime.types" || name == "fastcgi.conf" || name == "proxy_params"
           || name == "fastcgi_params" || name == "uwsgi_params" || name == "scgi_params";
}

constexpr std::size_t scanned_at_most = 64;  // statements; a larger block gets an index

bool mentions_hsts(Directive directive) {
    constexpr std::string_view header = "strict-transport-security";
    for (const Word word : directive.args()) {
        const auto found =
            std::search(word.text.begin(), word.text.end(), header.begin(), header.end(),
                        [](char a, char b) { return to_lower(a) == b; });
        if (found != word.text.end()) return true;
    }
    return false;
}

// headers-more and Lua act when the answer goes out, after add_header.
bool may_set_hsts(Directive directive) {
    const std::string_view name = directive.name().text;
    return name.starts_with("header_filter_by_lua")
           || (name.starts_with("more_") && mentions_hsts(directive));
}

}  // namespace

Scope::Scope(const Model& model, const Scope* outer, Block block)
    : model_(&model), block_(block), outer_(outer) {
    for_each_statement(model, block, [&](Directive directive) {
        if (!other_header_source_ && may_set_hsts(directive)) other_header_source_ = directive;
        const std::string_view name = directive.name().text;
        if (directive.shape() == Shape::block) {
            blocks_.push_back(directive);
            if (name == "upstream" && directive.args().size() == 1)
                groups_.emplace(lowered(directive.args()[0].text), directive);
        } else if (name != "include") {
            // A template's condition swallows the statement behind it.
            gaps_ = gaps_ || name.starts_with("<%");
            settings_.push_back(directive);
            names_.push_back(name);
        } else if (leaves_gap(model, directive)) {
            gaps_ = gaps_ || directive.args().size() != 1 || !sets_no_tls(directive.args()[0].text);
        }
    });
    if (settings_.size() <= scanned_at_most) return;
    for (std::size_t i = 0; i < settings_.size(); ++i) by_name_[names_[i]].push_back(settings_[i]);
}

std::vector<Directive> Scope::own(std::string_view name) const {
    std::vector<Directive> found;
    if (!by_name_.empty()) {
        const auto place = by_name_.find(name);
        if (place != by_name_.end()) found = place->second;
        return found;
    }
    for (std::size_t i = 0; i < settings_.size(); ++i) {
        if (names_[i] == name) found.push_back(settings_[i]);
    }
    return found;
}

std::optional<Directive> Scope::group(std::string_view name) const {
    if (groups_.empty()) return std::nullopt;
    const auto place = groups_.find(lowered(name));
    return place != groups_.end() ? std::optional(place->second) : std::nullopt;
}

std::vector<Directive> Scope::in_order() const {
    std::vector<Directive> all;
    for_each_statement(*model_, block_, [&](Directive directive) { all.push_back(directive); });
    return all;
}

bool leaves_gap(const Model& model, Directive directive) {
    const Inclusion* inclusion = model.inclusion(directive);
    return inclusion && inclusion->state != Inclusion::State::read
           && inclusion->state != Inclusion::State::empty;
}

Deciding deciding(const Scope& scope, std::string_view name) {
    bool gap = false;
    for (const Scope* at = &scope; at; at = at->outer()) {
        std::vector<Directive> own = at->own(name);
        if (!own.empty()) return {std::move(own), at, at != &scope, gap};
        gap = gap || at->has_own_gaps();
    }
    return {};
}

std::optional<bool> flag(const Deciding& written) {
    if (!written || written.one().args().size() != 1) return std::nullopt;
    const std::string_view value = written.one().args()[0].text;
    if (equal_ignoring_case(value, "on")) return true;
    if (equal_ignoring_case(value, "off")) return false;
    return std::nullopt;
}

Origin origin_of(Arena& arena, const Deciding& written) {
    std::vector<Span> trail;
    std::vector<Span> words;
    for (const Directive statement : written.statements) {
        trail.push_back(statement.span());
        for (const Word word : statement.args()) words.push_back(word.span);
    }
    Origin origin{.kind = written.inherited ? Origin::Kind::inherited : Origin::Kind::written,
                  .trail = arena.keep(trail),
                  .words = arena.keep(words)};
    if (written.behind_gap) {
        origin.make_unknown(not_included);
    }
    return origin;
}

Origin default_origin(const Scope& scope, std::string_view authority) {
    if (scope.is_open())
        return {.kind = Origin::Kind::unknown, .authority = "may be set outside of this fragment"};
    if (scope.has_gaps()) return {.kind = Origin::Kind::unknown, .authority = not_included};
    return {.kind = Origin::Kind::server, .authority = authority};
}

}  // namespace tlslint::nginx
