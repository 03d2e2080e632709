// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/notes.hpp"

#include "parsers/haproxy/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace tlslint::haproxy {
namespace {

// Statements of global of which the last one holds, without a word from HAProxy.
constexpr std::string_view last_wins[] = {
    "ssl-default-bind-ciphers",   "ssl-default-bind-ciphersuites",
    "ssl-default-bind-curves",    "ssl-default-bind-sigalgs",
    "ssl-default-server-ciphers", "ssl-default-server-ciphersuites",
    "ssl-default-server-curves",  "ssl-default-server-sigalgs",
    "ssl-dh-param-file",          "ssl-load-extra-files",
    "ssl-security-level",         "ssl-server-verify",
    "tune.ssl.default-dh-param",  "tune.ssl.keylog",
    "tune.ssl.lifetime",          "tune.ssl.cachesize"};

// What is read while a bind line's certificates are loaded (section 2 of the reference).
constexpr std::string_view while_loading[] = {
    "crt-base",           "tune.ssl.default-dh-param", "ssl-dh-param-file",
    "issuers-chain-path", "ssl-load-extra-files",      "ssl-load-extra-del-ext",
    "ocsp-update.mode",   "ssl-skip-self-issued-ca"};

struct Replaced {
    std::string_view statement;
    ServerVersion since;
    std::string_view by;
};
// Their warnings, in cfgparse-ssl.c.
constexpr Replaced replaced[] = {
    {"tune.ssl.capture-cipherlist-size", {2, 5, 0}, "tune.ssl.capture-buffer-size"},
    {"tune.ssl.ocsp-update.mindelay", {3, 0, 0}, "ocsp-update.mindelay"},
    {"tune.ssl.ocsp-update.maxdelay", {3, 0, 0}, "ocsp-update.maxdelay"}};

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view text_of(const Model& model, Directive line) {
    return model.sources.text(line.span());
}

}  // namespace

void Notes::line(Directive line, bool in_global) {
    for (const Word word : line.args()) variables(word);
    if (in_global) environment_.change(line);
}

void Notes::condition(Directive line) {
    std::string expression;
    for (const Word word : line.args()) {
        if (!expression.empty()) expression += ' ';
        expression += word.text;
    }
    const Condition condition =
        evaluate_condition(expression, line.name().text, environment_, model_.facts);
    if (condition.truth == Truth::no && !condition.impossible.empty())
        add({Remark::Kind::condition_never_true, line.span(),
             model_.arena.keep(condition.impossible)});
}

// $NAME, ${NAME} and ${NAME[*]} inside double quotes, of variables that are known not to be set.
void Notes::variables(const Word& word) {
    const std::string_view text = model_.sources.text(word.span);
    if (text.find('$') == std::string_view::npos) return;
    bool inside = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\'' && !inside) {
            at = std::min(text.find('\'', at + 1), text.size());
        } else if (c == '\\') {
            ++at;
        } else if (c == '"') {
            inside = !inside;
        } else if (c == '$' && inside) {
            const bool braces = text.substr(at + 1).starts_with('{');
            const std::size_t begin = at + (braces ? 2 : 1);
            std::size_t end = begin;
            while (end < text.size() && is_name_character(text[end])) ++end;
            const std::string_view name = text.substr(begin, end - begin);
            const std::string_view rest = text.substr(end);
            const bool has_default = braces && (rest.starts_with('-') || rest.starts_with("[*]-"));
            if (!name.empty() && !has_default
                && environment_.find(name).state == Environment::State::unset)
                add({Remark::Kind::variable_undefined,
                     word.span,
                     name,
                     {},
                     "and leaves nothing in its place"});
            at = end - 1;
        }
    }
}

void Notes::global_line(Directive line) {
    late(line);
    again(line);
    const std::string_view name = line.name().text;
    const ServerVersion& version = model_.facts.server;
    for (const Replaced& each : replaced) {
        if (each.statement == name && version >= each.since)
            add({Remark::Kind::deprecated, line.span(), name, {}, each.by});
    }
    if (name == "ssl-default-bind-client-sigalgs" && version >= ServerVersion{2, 8, 0})
        add({Remark::Kind::no_effect, line.span(), name, {}, "HAProxy does not hand it to binds"});
}

// What was said in time before is no worse for being said again.
void Notes::late(Directive line) {
    const std::string_view name = line.name().text;
    const bool for_bind = name.starts_with("ssl-default-bind-")
                          || std::find(std::begin(while_loading), std::end(while_loading), name)
                                 != std::end(while_loading);
    const bool for_server = name.starts_with("ssl-default-server-");
    const bool for_both = name == "ca-base" || name == "ssl-security-level";
    if (!for_bind && !for_server && !for_both) return;
    const std::optional<Span> missed = for_server    ? first_server_
                                       : for_bind    ? first_bind_
                                       : first_bind_ ? first_bind_
                                                     : first_server_;
    if (!missed) {
        said_in_time_.insert(name);
    } else if (!said_in_time_.contains(name)) {
        add({Remark::Kind::default_too_late, line.span(), name, *missed});
    }
}

void Notes::again(Directive line) {
    const std::string_view name = line.name().text;
    if (std::find(std::begin(last_wins), std::end(last_wins), name) == std::end(last_wins)) return;
    const auto [place, is_new] = said_here_.try_emplace(name, line);
    if (is_new) return;
    const Directive earlier = std::exchange(place->second, line);
    if (text_of(model_, earlier) != text_of(model_, line))
        add({Remark::Kind::repeated, earlier.span(), name, line.span(), "in this section"});
}

void Notes::options(TlsWords& options) {
    for (const TlsWords::Repeat& repeat : std::exchange(options.repeats, {}))
        add({Remark::Kind::repeated, repeat.earlier.word.span, repeat.word, repeat.later.word.span,
             "in the options for all"});
}

void Notes::bind(const TlsWords& said, const TlsWords& around) {
    if (said.ssl) first_bind_ = first_bind_.value_or(said.ssl.statement);
    floor(said, around);
    words(said);
    for (const TlsWords::Source& source : said.sources) literal(source.said);
    if (said.ssl && said.ecdhe && said.curves)
        add({Remark::Kind::no_effect, said.ecdhe.word.span, "ecdhe", said.curves.statement,
             "curves replace it"});
}

void Notes::server(const TlsWords& said) {
    if (said.ssl) first_server_ = first_server_.value_or(said.ssl.statement);
    words(said);
}

// They are refused aloud and the server starts all the same, or copied to no server (section 3.4).
void Notes::default_server(const TlsWords& said, Span line) {
    for (const Said& exclusion : said.exclusions) {
        if (exclusion.statement == line && !exclusion.inherited)
            add({Remark::Kind::no_effect,
                 exclusion.word.span,
                 exclusion.text(),
                 {},
                 "default-server does not take it"});
    }
    for (const auto& [word, lost] :
         {std::pair("curves", &said.curves), std::pair("sigalgs", &said.sigalgs),
          std::pair("client-sigalgs", &said.client_sigalgs)}) {
        if (*lost && !lost->inherited && lost->statement == line)
            add({Remark::Kind::no_effect,
                 lost->word.span,
                 word,
                 {},
                 "no server takes it over from default-server"});
    }
    words(said);
}

void Notes::same_name(Directive section, std::string_view other, Span at) {
    const Word name = section.args()[0];
    add({Remark::Kind::name_taken, name.span,
         model_.arena.keep(fmt::format("{} '{}' has the same name as {} '{}'", section.name().text,
                                       name.text, other, name.text)),
         at});
}

void Notes::floor(const TlsWords& words, const TlsWords& around) {
    if (!words.ssl || !words.min || words.min_said.inherited || !around.min
        || *words.min >= *around.min || *words.min >= openssl::Protocol::tls1_2)
        return;
    // Where nothing is left, nothing is let in.
    const auto range =
        openssl::ProtocolSet::range(*words.min, words.max.value_or(openssl::Protocol::tls1_3));
    if ((range & openssl::built_protocols(model_.facts.library.version)).empty()) return;
    add({Remark::Kind::floor_lowered, words.min_said.word.span, words.min_said.text(),
         around.min_said.statement, around.min_said.text()});
}

void Notes::words(const TlsWords& words) {
    if (words.lost) add({Remark::Kind::words_lost, words.lost.word.span, words.lost.text()});
    literal(words.ca_file);
    literal(words.crl_file);
    for (const TlsWords::Repeat& repeat : words.repeats)
        add({Remark::Kind::repeated, repeat.earlier.word.span, repeat.word, repeat.later.word.span,
             "on this line"});
    if (words.npn && !words.npn.inherited)
        add({Remark::Kind::deprecated, words.npn.word.span, "npn", {}, "alpn"});
}

// "$NAME" or "${NAME}" that no double quotes surround.
void Notes::literal(const Said& said) {
    const std::size_t dollar = said.text().find('$');
    if (dollar == std::string_view::npos || dollar + 1 >= said.text().size()
        || is_open(model_, said.word))
        return;
    const char next = said.text()[dollar + 1];
    if (next == '{' || next == '_' || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z'))
        add({Remark::Kind::variable_literal, said.word.span, said.text()});
}

}  // namespace tlslint::haproxy
