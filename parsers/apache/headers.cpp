// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/headers.hpp"

#include "parsers/apache/managed.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace tlslint::apache {
namespace {

constexpr std::string_view hsts_name = "Strict-Transport-Security";
constexpr std::string_view managed_hsts = "max-age=15768000";  // MD_HSTS_MAX_AGE_DEFAULT

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
    std::string_view text;        // of the first line
    std::optional<Origin> doubt;  // something that may change it
};

class Headers {
  public:
    Headers(Model& model, const Vhost& vhost, const Asked& asked)
        : model_(model), vhost_(vhost), asked_(asked) {}

    // mod_md sends one before anybody else has a say (md_require_https_maybe).
    void begin_with_managed() {
        const auto [required, for_all] = requires_https(vhost_.scope, vhost_.names);
        if (!equal_ignoring_case(required.value(), "permanent")) return;
        Setting<Hsts> sent{.value = parse_hsts(managed_hsts),
                           .origin = origin_of(model_.arena, required)};
        if (!for_all) {
            sent.origin.make_unknown("mod_md sends it for names that it manages");
            success_.doubt = sent.origin;
            return;
        }
        sent.value.always = true;
        push(success_, sent, managed_hsts);
    }
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
        first.value.always = first.value.always || !always_.lines.empty();
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
        if (is("set")) {
            table.lines.assign(1, sent);
            table.text = line->value->text;
            table.doubt.reset();
        } else if (is("add")) {
            push(table, sent, line->value->text);
        } else if (is("setifempty")) {
            if (table.lines.empty()) push(table, sent, line->value->text);
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

    static void push(Table& table, const Setting<Hsts>& sent, std::string_view text) {
        if (table.lines.empty()) table.text = text;
        table.lines.push_back(sent);
    }

    // Values joined by a comma are one that no browser takes.
    void join(Table& table, const Setting<Hsts>& sent, const Argument& value, bool once) {
        if (table.lines.empty()) return push(table, sent, value.text);
        if (once && lists(table.text, value.text)) return;
        table.text = model_.arena.keep(fmt::format("{}, {}", table.text, value.text));
        table.lines.front() = {.value = parse_hsts(table.text), .origin = sent.origin};
    }
    // One of the values between commas (hdr_merge of mod_headers).
    static bool lists(std::string_view values, std::string_view one) {
        while (!values.empty()) {
            const std::size_t comma = std::min(values.find(','), values.size());
            std::string_view value = values.substr(0, comma);
            while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
            if (value == one) return true;
            values.remove_prefix(std::min(comma + 1, values.size()));
        }
        return false;
    }

    Model& model_;
    const Vhost& vhost_;
    const Asked& asked_;
    Table always_, success_;
    std::optional<Origin> removed_;
};

}  // namespace

Setting<Hsts> hsts_of(Model& model, const Vhost& vhost, const Statement* inner, const Asked& asked,
                      const Answer& answer) {
    // mod_ssl sets HTTPS when a request gets as far as its file, and what mod_alias says of that
    // one comes before or after it, as the modules were loaded.
    Asked then = asked;
    then.sets_https =
        asked.sets_https
        && (!answer.given
            || (answer.by_alias_of_files
                && vhost.scope.configuration().loads_before("ssl_module", "alias_module")));
    Headers headers(model, vhost, then);
    if (asked.over_tls && asked.sets_https) headers.begin_with_managed();
    if (vhost.scope.outer()) headers.run(*vhost.scope.outer(), vhost);
    headers.run(vhost.scope, vhost);
    for (const Section& section : sections_for(vhost, inner, asked)) {
        if (!answer.before_files || !is_for_files(*section.statement)) headers.run(section);
    }
    return headers.result(!answer.given);
}

}  // namespace tlslint::apache
