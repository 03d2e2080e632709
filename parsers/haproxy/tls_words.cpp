// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/tls_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace tlslint::haproxy {
namespace {

struct Row {
    std::string_view word;
    std::size_t values;
    ServerVersion since{};
};
constexpr Row bind_rows[] = {
#include "parsers/haproxy/bind.inc"
};
constexpr Row server_rows[] = {
#include "parsers/haproxy/server.inc"
};

enum class Check : std::uint8_t { any, choice, version, number, positive, delay };
struct ValueRow {
    Line line;
    std::string_view word;
    std::string_view missing;
    Check check;
    std::string_view choices;
    std::string_view wrong;  // "{}" stands for the value
};
constexpr ValueRow value_rows[] = {
#include "parsers/haproxy/values.inc"
};

const Row* find_row(Line line, std::string_view word) {
    const bool server = line == Line::server || line == Line::server_options;
    const std::span<const Row> rows =
        server ? std::span<const Row>(server_rows) : std::span<const Row>(bind_rows);
    const auto found =
        std::lower_bound(rows.begin(), rows.end(), word,
                         [](const Row& row, std::string_view name) { return row.word < name; });
    return found != rows.end() && found->word == word ? &*found : nullptr;
}

std::optional<openssl::Protocol> version_named(std::string_view text) {
    using enum openssl::Protocol;
    if (text == "SSLv3") return ssl3;
    if (text == "TLSv1.0") return tls1_0;
    if (text == "TLSv1.1") return tls1_1;
    if (text == "TLSv1.2") return tls1_2;
    if (text == "TLSv1.3") return tls1_3;
    return std::nullopt;
}

// The end of "no-tlsv12" and "force-tlsv12".
std::optional<openssl::Protocol> version_flagged(std::string_view text) {
    using enum openssl::Protocol;
    if (text == "sslv3") return ssl3;
    if (text == "tlsv10") return tls1_0;
    if (text == "tlsv11") return tls1_1;
    if (text == "tlsv12") return tls1_2;
    if (text == "tlsv13") return tls1_3;
    return std::nullopt;
}

struct Place {
    std::string_view word;
    Said TlsWords::*member;
};
constexpr Place places[] = {
    {"ciphers", &TlsWords::ciphers},
    {"ciphersuites", &TlsWords::ciphersuites},
    {"curves", &TlsWords::curves},
    {"ecdhe", &TlsWords::ecdhe},
    {"sigalgs", &TlsWords::sigalgs},
    {"client-sigalgs", &TlsWords::client_sigalgs},
    {"alpn", &TlsWords::alpn},
    {"no-alpn", &TlsWords::no_alpn},
    {"no-tls-tickets", &TlsWords::no_tickets},
    {"prefer-client-ciphers", &TlsWords::prefer_client},
    {"strict-sni", &TlsWords::strict_sni},
    {"allow-0rtt", &TlsWords::early_data},
    {"verify", &TlsWords::verify},
    {"ca-file", &TlsWords::ca_file},
    {"ca-verify-file", &TlsWords::ca_verify_file},
    {"crl-file", &TlsWords::crl_file},
    {"ca-ignore-err", &TlsWords::ca_ignore},
    {"crt-ignore-err", &TlsWords::crt_ignore},
    {"accept-proxy", &TlsWords::accept_proxy},
    {"verifyhost", &TlsWords::verifyhost},
    {"sni", &TlsWords::sni},
    {"check", &TlsWords::check},
    {"check-ssl", &TlsWords::check_ssl},
    {"check-sni", &TlsWords::check_sni},
    {"port", &TlsWords::check_port},
    {"addr", &TlsWords::check_address},
    {"no-sni-auto", &TlsWords::no_sni_auto},
    {"send-proxy", &TlsWords::send_proxy},
    {"send-proxy-v2", &TlsWords::send_proxy},
    {"send-proxy-v2-ssl", &TlsWords::send_proxy},
    {"send-proxy-v2-ssl-cn", &TlsWords::send_proxy},
    {"backup", &TlsWords::backup},
    {"npn", &TlsWords::npn},
    {"generate-certificates", &TlsWords::generates},
    {"ca-sign-file", &TlsWords::sign_file},
};
// Those without effect before `ssl` is said.
constexpr std::string_view for_tls_alone[] = {
    "alpn",         "ca-file",      "ca-ignore-err", "ca-verify-file",  "ciphers",
    "ciphersuites", "crl-file",     "crt",           "crt-ignore-err",  "crt-list",
    "curves",       "default-crt",  "ecdhe",         "force-sslv3",     "force-tlsv10",
    "force-tlsv11", "force-tlsv12", "force-tlsv13",  "no-sslv3",        "no-tls-tickets",
    "no-tlsv10",    "no-tlsv11",    "no-tlsv12",     "no-tlsv13",       "sigalgs",
    "ssl-max-ver",  "ssl-min-ver",  "strict-sni",    "tls-ticket-keys", "verify"};

class Reader {
  public:
    Reader(const Model& model, Line line, std::span<const Word> words, Span statement,
           const TlsWords& defaults, TlsWords& into)
        : model_(model), line_(line), words_(words), statement_(statement), defaults_(defaults),
          into_(into) {}

    void run() {
        for (std::size_t i = 0; i < words_.size();) {
            const Word& word = words_[i];
            if (word.text.empty()) {  // marks the end of the line
                if (i + 1 < words_.size()) into_.lost = said(words_[i + 1]);
                return;
            }
            if (is_open(model_, word)) into_.open = true;
            const Row* row = find_row(line_, word.text);
            if (!row || model_.facts.server < row->since) {
                if (!is_open(model_, word)) into_.unknown = said(word);
                return;
            }
            const bool has_value = row->values > 0 && i + 1 < words_.size();
            if (row->values > 0) check_value(word, has_value ? &words_[i + 1] : nullptr);
            apply(word, has_value ? words_[i + 1] : word);
            i += 1 + row->values;
            if (word.text == "source") skip_source(i);
        }
    }

  private:
    [[nodiscard]] Said said(const Word& word) const {
        return {.word = word, .statement = statement_, .inherited = false, .set = true};
    }

    void check_value(const Word& word, const Word* value) {
        const bool on_bind = line_ == Line::bind || line_ == Line::list_entry;
        if (!on_bind && line_ != Line::server) return;  // options of global: refusals_global.cpp
        const auto* const row =
            std::find_if(std::begin(value_rows), std::end(value_rows), [&](const ValueRow& each) {
                return each.word == word.text && each.line == (on_bind ? Line::bind : Line::server);
            });
        if (row == std::end(value_rows)) return;
        if (!value || value->text.empty())
            return into_.wrong.push_back({said(word), std::string(row->missing)});
        if (is_open(model_, *value) || fits(*row, value->text)) return;
        const std::string message =
            row->check == Check::delay
                ? fmt::format("{} in '{}' argument", wrong_delay(value->text), word.text)
                : fmt::format(fmt::runtime(row->wrong), value->text);
        into_.wrong.push_back({said(*value), message});
    }

    static bool fits(const ValueRow& row, std::string_view value) {
        const bool digits = value.find_first_not_of("0123456789") == std::string_view::npos;
        switch (row.check) {
        case Check::any: return true;
        case Check::version: return version_named(value).has_value();
        case Check::number: return digits;
        // What atol makes of it.
        case Check::positive: return value.front() >= '1' && value.front() <= '9';
        case Check::delay: return wrong_delay(value).empty();
        case Check::choice: break;
        }
        for (std::string_view rest = row.choices; !rest.empty();) {
            const std::size_t end = std::min(rest.find(' '), rest.size());
            if (rest.substr(0, end) == value) return true;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return false;
    }

    // source ADDR [usesrc ADDR|clientip|…] [interface NAME]
    void skip_source(std::size_t& i) const {
        ++i;
        while (i + 1 < words_.size()
               && (words_[i].text == "usesrc" || words_[i].text == "interface"))
            i += 2;
    }

    void apply(const Word& word, const Word& value) {
        const std::string_view name = word.text;
        if (std::binary_search(std::begin(for_tls_alone), std::end(for_tls_alone), name))
            into_.inert.push_back(said(word));
        for (const Place& place : places) {
            if (place.word != name) continue;
            note_repeat(name, into_.*place.member, value);
            into_.*place.member = said(value);
        }
        if (name == "ssl") {
            into_.ssl = said(word);
            into_.no_ssl = {};
            into_.inherit(defaults_);
        } else if (name == "check-ssl") {
            into_.no_check_ssl = {};
            into_.inherit(defaults_);
        } else if (name == "no-ssl") {
            into_.keeps_context =
                into_.keeps_context || (into_.ssl && into_.ssl.statement != statement_);
            into_.ssl = {};
            into_.no_ssl = said(word);
        } else if (name == "no-check-ssl") {
            into_.check_ssl = {};
            into_.no_check_ssl = said(word);
        } else if (name == "tls-tickets") {
            into_.no_tickets = {};
        } else if (name == "no-strict-sni") {
            into_.strict_sni = {};
        } else if (name == "sni-auto") {
            into_.no_sni_auto = {};
        } else if (name == "tls-ticket-keys") {
            into_.ticket_keys.assign(1, said(value));
        } else if (name == "crt" || name == "default-crt" || name == "crt-list") {
            if (line_ == Line::server) into_.sources.clear();
            using Kind = TlsWords::Source::Kind;
            into_.sources.push_back({name == "crt-list" ? Kind::list : Kind::certificate,
                                     said(value), name == "default-crt"});
        } else {
            apply_version(word, value);
        }
    }

    // A line's words, and those of global's options, are said in one breath.
    void note_repeat(std::string_view word, const Said& before, const Word& value) {
        const bool options = line_ == Line::bind_options || line_ == Line::server_options;
        const bool together =
            before && !before.inherited && (options || before.statement == statement_);
        if (together && before.text() != value.text)
            into_.repeats.push_back({word, before, said(value)});
    }

    void apply_version(const Word& word, const Word& value) {
        const std::string_view name = word.text;
        if (name == "ssl-min-ver" && !into_.min_said.text().starts_with("force-"))
            note_repeat(name, into_.min_said, value);
        if (name == "ssl-max-ver" && !into_.max_said.text().starts_with("force-"))
            note_repeat(name, into_.max_said, value);
        if (name == "ssl-min-ver") {
            into_.min = version_named(value.text);
            into_.min_said = said(value);
        } else if (name == "ssl-max-ver") {
            into_.max = version_named(value.text);
            into_.max_said = said(value);
        } else if (name.starts_with("force-")) {
            if (const auto version = version_flagged(name.substr(6))) {
                into_.min = into_.max = version;
                into_.min_said = into_.max_said = said(word);
            }
        } else if (name.starts_with("no-")) {
            if (const auto version = version_flagged(name.substr(3))) {
                into_.excluded.insert(*version);
                into_.exclusions.push_back(said(word));
            }
        }
    }

    const Model& model_;
    Line line_;
    std::span<const Word> words_;
    Span statement_;
    const TlsWords& defaults_;
    TlsWords& into_;
};

}  // namespace

void TlsWords::inherit(const TlsWords& defaults) {
    const auto take = [](Said& mine, const Said& theirs) {
        if (mine || !theirs) return;
        mine = theirs;
        mine.inherited = true;
    };
    take(ciphers, defaults.ciphers);
    take(ciphersuites, defaults.ciphersuites);
    take(curves, defaults.curves);
    take(sigalgs, defaults.sigalgs);
    take(client_sigalgs, defaults.client_sigalgs);
    take(no_tickets, defaults.no_tickets);
    take(prefer_client, defaults.prefer_client);
    take(strict_sni, defaults.strict_sni);
    if (!min_said && defaults.min_said) {
        min = defaults.min;
        take(min_said, defaults.min_said);
    }
    if (!max_said && defaults.max_said) {
        max = defaults.max;
        take(max_said, defaults.max_said);
    }
    for (Said exclusion : defaults.exclusions) {
        exclusion.inherited = true;
        const bool known =
            std::any_of(exclusions.begin(), exclusions.end(),
                        [&](const Said& other) { return other.word.span == exclusion.word.span; });
        if (!known) exclusions.push_back(exclusion);
    }
    excluded = excluded | defaults.excluded;
}

void read_words(const Model& model, Line line, std::span<const Word> words, Span statement,
                const TlsWords& defaults, TlsWords& into) {
    Reader(model, line, words, statement, defaults, into).run();
}

std::string wrong_delay(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view unit = text.substr(digits);
    if (unit.empty() || unit == "us" || unit == "ms" || unit == "s" || unit == "m" || unit == "h"
        || unit == "d")
        return "";
    return fmt::format("unexpected character '{}'", unit.front());
}

std::optional<openssl::Protocol> version_excluded(std::string_view word) {
    return word.starts_with("no-") ? version_flagged(word.substr(3)) : std::nullopt;
}

bool is_known_word(std::string_view word, bool on_bind) {
    return find_row(on_bind ? Line::bind : Line::server, word) != nullptr;
}

void mark_inherited(TlsWords& words) {
    for (const Place& place : places) (words.*place.member).inherited = true;
    for (Said* said :
         {&words.ssl, &words.min_said, &words.max_said, &words.no_ssl, &words.no_check_ssl})
        said->inherited = true;
    for (Said& said : words.exclusions) said.inherited = true;
    for (TlsWords::Source& source : words.sources) source.said.inherited = true;
}

bool is_open(const Model& model, const Word& word) {
    return word.text.find('$') != std::string_view::npos
           && model.sources.text(word.span).find('"') != std::string_view::npos;
}

Origin origin_of(Model& model, const Said& said) {
    Origin origin{.kind = said.inherited ? Origin::Kind::inherited : Origin::Kind::written,
                  .trail = model.arena.keep(std::vector{said.statement}),
                  .words = model.arena.keep(std::vector{said.word.span})};
    if (is_open(model, said.word)) {
        origin.make_unknown("a variable decides");
    }
    return origin;
}

}  // namespace tlslint::haproxy
