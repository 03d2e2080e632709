// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/headers.hpp"

#include "parsers/text/ascii.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tlslint::apache {
namespace {

constexpr std::string_view hsts_name = "Strict-Transport-Security";

// A directive `Header`, taken apart.
struct HeaderLine {
    bool always = false;
    std::string_view action;
    const Argument* value = nullptr;
    Truth applies = Truth::yes;
};

std::optional<HeaderLine> read_header(const Statement& statement, const Asked& asked) {
    std::size_t next = 0;
    HeaderLine line;
    const auto& args = statement.args;
    if (args.empty()) return std::nullopt;
    line.always = equal_ignoring_case(args[0].text, "always");
    if (line.always || equal_ignoring_case(args[0].text, "onsuccess")) ++next;
    if (args.size() < next + 2) return std::nullopt;
    line.action = args[next].text;
    std::string_view name = args[next + 1].text;
    if (name.ends_with(':')) name.remove_suffix(1);
    if (!equal_ignoring_case(name, hsts_name)) return std::nullopt;
    next += 2;
    const bool has_value = !equal_ignoring_case(line.action, "unset");
    if (has_value && args.size() > next) line.value = &args[next++];
    if (equal_ignoring_case(line.action, "edit") || equal_ignoring_case(line.action, "edit*"))
        ++next;
    for (; next < args.size(); ++next) {
        const std::string_view word = args[next].text;
        if (word.starts_with("env="))
            line.applies = variable_is_set(word.substr(4), asked);
        else if (word.starts_with("expr="))
            line.applies = expression_holds(word.substr(5), asked);
    }
    if (standing(statement.condition) == Standing::perhaps && line.applies == Truth::yes)
        line.applies = Truth::unknown;
    return line;
}

// One of mod_headers' two tables, as far as this header goes.
struct Table {
    std::vector<Setting<Hsts>> lines;
    std::optional<Origin> doubt;  // something that may change it
};

class Headers {
  public:
    Headers(Model& model, const Vhost& vhost, const Asked& asked)
        : model_(model), vhost_(vhost), asked_(asked) {}

    void run(const Scope& scope, const Vhost& vhost) {
        for (const Statement* statement : scope.own("header"))
            apply(*statement, Truth::yes, &scope == &vhost.scope);
    }
    void run(const Section& section) {
        const Scope scope(model_, vhost_.scope.configuration(), section.statement, nullptr);
        for (const Statement* statement : scope.own("header"))
            apply(*statement, section.applies, true);
    }

    // The table of `always` goes out first.
    Setting<Hsts> result(bool usual_answer) {
        std::vector<const Setting<Hsts>*> sent;
        for (const Setting<Hsts>& line : always_.lines) sent.push_back(&line);
        if (usual_answer) {
            for (const Setting<Hsts>& line : success_.lines) sent.push_back(&line);
        }
        for (const Table* table : {&always_, &success_}) {
            if (table->doubt && (sent.empty() || sent.front()->origin.is_known()))
                return {.value = sent.empty() ? Hsts{} : sent.front()->value,
                        .origin = *table->doubt};
        }
        if (sent.empty()) {
            if (removed_) return {.origin = *removed_};
            return {.origin = default_origin(vhost_.scope, "httpd sends none")};
        }
        Setting<Hsts> first = *sent.front();
        first.value.always = !always_.lines.empty();
        std::vector<Overruled> further;
        for (std::size_t i = 1; i < sent.size(); ++i) {
            if (!sent[i]->value.sent) continue;
            const Origin& origin = sent[i]->origin;
            further.push_back({origin.trail.front(), first.origin.trail.front(),
                               origin.words.empty() ? std::string_view()
                                                    : model_.sources.text(origin.words.front()),
                               "beside the first, which browsers heed"});
        }
        first.origin.overruled = model_.arena.keep(further);
        return first;
    }

  private:
    void apply(const Statement& statement, Truth section, bool own) {
        const auto line = read_header(statement, asked_);
        if (!line || line->applies == Truth::no || section == Truth::no) return;
        Table& table = line->always ? always_ : success_;
        const auto is = [&](std::string_view action) {
            return equal_ignoring_case(line->action, action);
        };
        Origin origin{.kind = own ? Origin::Kind::written : Origin::Kind::inherited,
                      .trail = model_.arena.keep(std::vector{statement.span})};
        if (line->value) origin.words = model_.arena.keep(std::vector{line->value->span});
        const bool sure = line->applies == Truth::yes && section == Truth::yes;
        if (!sure || is("edit") || is("edit*") || is("echo")) {
            origin.make_unknown(sure ? "the header's value is edited"
                                     : "a request decides whether the header's condition holds");
            if (!is("echo") && !(is("unset") && table.lines.empty())) table.doubt = origin;
            return;
        }
        if (is("unset")) {
            table.lines.clear();
            removed_ = origin;
            return;
        }
        if (!line->value) return;
        const Setting<Hsts> sent = read_value(*line->value, origin);
        if (!is("append") && !is("merge")) written_.push_back(line->value->text);
        if (is("set")) {
            table.lines.assign(1, sent);
            table.doubt.reset();
        } else if (is("add")) {
            table.lines.push_back(sent);
        } else if (is("setifempty")) {
            if (table.lines.empty()) table.lines.push_back(sent);
        } else if (is("append") || is("merge")) {
            join(table, sent, *line->value, is("merge"));
        }
    }

    Setting<Hsts> read_value(const Argument& value, Origin origin) {
        if (value.open || has_format(value.text) || value.text.starts_with("expr=")) {
            origin.make_unknown("the header's value holds a variable");
            return {.value = {.sent = true}, .origin = origin};
        }
        return {.value = parse_hsts(value.text), .origin = origin};
    }
    static bool has_format(std::string_view text) {
        for (std::size_t at = text.find('%'); at != std::string_view::npos;
             at = text.find('%', at + 2)) {
            if (at + 1 < text.size() && text[at + 1] != '%') return true;
        }
        return false;
    }

    // Values joined by a comma are one that no browser takes.
    void join(Table& table, const Setting<Hsts>& sent, const Argument& value, bool once) {
        if (table.lines.empty()) {
            table.lines.push_back(sent);
            written_.push_back(value.text);
            return;
        }
        Setting<Hsts>& first = table.lines.front();
        std::string joined(written_.empty() ? std::string_view() : written_.back());
        if (once && joined.find(value.text) != std::string::npos) return;
        joined += ", ";
        joined += value.text;
        const std::string_view text = model_.arena.keep(joined);
        written_.push_back(text);
        first = {.value = parse_hsts(text), .origin = sent.origin};
    }

    Model& model_;
    const Vhost& vhost_;
    const Asked& asked_;
    Table always_, success_;
    std::optional<Origin> removed_;
    std::vector<std::string_view> written_;  // values, the last one behind
};

}  // namespace

Setting<Hsts> hsts_of(Model& model, const Vhost& vhost, const Statement* inner, const Asked& asked,
                      const Answer& answer) {
    // mod_ssl sets HTTPS when a request gets as far as its file.
    Asked then = asked;
    then.sets_https = asked.sets_https && !answer.given;
    Headers headers(model, vhost, then);
    if (vhost.scope.outer()) headers.run(*vhost.scope.outer(), vhost);
    headers.run(vhost.scope, vhost);
    for (const Section& section : sections_for(vhost, inner, asked)) {
        if (!answer.before_files || !is_for_files(*section.statement)) headers.run(section);
    }
    return headers.result(!answer.given);
}

}  // namespace tlslint::apache
