// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/lines.hpp"

#include "parsers/haproxy/acl.hpp"
#include "parsers/haproxy/condition.hpp"
#include "parsers/haproxy/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tlslint::haproxy {
namespace {

constexpr std::size_t most_words = 64;           // MAX_LINE_ARGS
constexpr std::uint32_t most_failures = 50;      // readcfgfile stops there
constexpr std::size_t deepest_conditions = 100;  // MAXNESTEDCONDS

// Options that are no switches (2.6 asked for each).
constexpr std::string_view never_negated[] = {
    "external-check", "forwardfor",    "http-restrict-req-hdr-names",
    "httpchk",        "httplog",       "httpslog",
    "ldap-check",     "mysql-check",   "originalto",
    "pgsql-check",    "redis-check",   "smtpchk",
    "spop-check",     "ssl-hello-chk", "tcp-check",
    "tcpka",          "tcplog"};
constexpr std::string_view negatable[] = {"option",          "log",
                                          "busy-polling",    "set-dumpable",
                                          "strict-limits",   "insecure-fork-wanted",
                                          "numa-cpu-mapping"};

bool is_section_name(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || c == '_' || c == '-' || c == '.' || c == ':';
    });
}

}  // namespace

LineReader::LineReader(const Model& model, FileId file, std::string_view text)
    : model_(model), version_(model.facts.server), text_(text), builder_(file, text),
      environment_(model.facts) {
    if (static_cast<std::size_t>(file) < model.sources.size())
        environment_.file = model.sources[file].path();
    // What the files before it in the same run have set.
    for (const SyntaxTree& tree : model.trees) {
        for (const Directive section : tree.directives()) {
            if (section.name().text != "global") continue;
            for (const Directive line : section.block()) environment_.change(line);
        }
    }
}

void LineReader::problem(Problem::Kind kind, std::uint32_t begin, std::uint32_t end,
                         std::string message) {
    if (stopped_) return;
    builder_.problem(kind, begin, std::min(end, static_cast<std::uint32_t>(text_.size())),
                     std::move(message));
    if (++failures_ == most_failures) {
        stopped_ = true;
        builder_.distrust(begin);
    }
}

void LineReader::begin_word(Word word, std::string text) {
    if (changed_count_ == changed_.size()) changed_.emplace_back();
    std::string& place = changed_[changed_count_++];
    place = std::move(text);
    word.changed = true;
    word.text = place;
    words_.push_back(word);
}

void LineReader::word(const char* from, const char* to) {
    const bool special = std::exchange(special_, false);
    if (line_refused_) return;
    const std::string_view written(from, static_cast<std::size_t>(to - from));
    Word word{.begin = offset(from), .end = offset(to), .quoted = *from == '"' || *from == '\''};
    if (!special && !glued_) {
        word.text = written;
        words_.push_back(word);
        return;
    }
    environment_.line = std::to_string(line_number_);
    Expansion expansion = expand_word(written, environment_, version_);
    if (expansion.error != Expansion::Error::none) {
        const auto at = word.begin + static_cast<std::uint32_t>(expansion.error_at);
        line_refused_ = true;
        return problem(
            Problem::Kind::syntax, at, at + 1,
            fmt::format("{} at position {}", describe(expansion.error), at - line_begin_ + 1));
    }
    const bool joins = std::exchange(glued_, expansion.glued);
    for (std::size_t i = 0; i < expansion.texts.size(); ++i) {
        if (i == 0 && joins && !words_.empty()) {
            std::string whole(words_.back().text);
            whole += expansion.texts[i];
            Word last = words_.back();
            words_.pop_back();
            last.end = word.end;
            begin_word(last, std::move(whole));
        } else if (words_.size() <= most_words) {
            begin_word(word, std::move(expansion.texts[i]));
        }
    }
}

void LineReader::end_line(const char* at) {
    if (!stopped_) process_line();
    words_.clear();
    changed_count_ = 0;
    line_refused_ = glued_ = false;
    line_begin_ = offset(at) + 1;
    ++line_number_;
}

SyntaxTree LineReader::finish(const char* at) {
    const auto size = static_cast<std::uint32_t>(text_.size());
    const std::uint32_t stop = offset(at);
    if (!stopped_) process_line();
    if (line_begin_ < size) {  // the last line has no LF, or a NUL stands in it
        const bool missing_is_fatal = version_ >= ServerVersion{2, 3, 0};
        const std::size_t lf = text_.find('\n', stop);
        const bool more = lf != std::string_view::npos && lf + 1 < size;
        if (more) {
            problem(Problem::Kind::syntax, stop, stop + 1,
                    fmt::format("Stray NUL character at position {}", stop - line_begin_ + 1));
            stopped_ = true;
        } else if (missing_is_fatal || stop < size) {
            problem(Problem::Kind::syntax, stop, stop + 1,
                    fmt::format("Missing LF on last line, file might have been truncated at "
                                "position {}",
                                stop - line_begin_ + 1));
        }
    }
    if (!branches_.empty() && size > 0)
        problem(Problem::Kind::syntax, size - 1, size, "non-terminated '.if' block.");
    return builder_.finish();
}

void LineReader::process_line() {
    if (line_refused_ || words_.empty()) return;
    if (words_.size() > most_words) {
        std::size_t position = 1;
        for (std::size_t i = 0; i + 1 < most_words; ++i) position += words_[i].text.size() + 1;
        return refuse(words_[most_words],
                      fmt::format("too many words, truncating after word {}, position {}: <{}>",
                                  most_words, position, words_[most_words - 1].text));
    }
    const bool has_directives = version_ >= ServerVersion{2, 4, 0};
    if (has_directives && is_condition()) return;
    if (words_[0].text.empty() && version_ < ServerVersion{3, 3, 0}) return;
    if (active() == Truth::no) return keep(false);
    if (has_directives && words_[0].text.starts_with('.')) return message_line();
    if (has_empty_word()) return;
    if (negation()) return;
    if (section_line()) return;
    statement();
}

bool LineReader::is_condition() {
    const std::string_view name = words_[0].text;
    if (name == ".if") {
        open_condition();
    } else if (name == ".elif" || name == ".else") {
        next_branch();
    } else if (name == ".endif") {
        end_condition();
    } else {
        return false;
    }
    keep(false);
    return true;
}

Truth LineReader::evaluate() {
    std::string expression;
    for (std::size_t i = 1; i < words_.size(); ++i) {
        if (i > 1) expression += ' ';
        expression += words_[i].text;
    }
    Condition condition =
        evaluate_condition(expression, words_[0].text, environment_, model_.facts);
    if (!condition.error.empty()) {
        refuse(words_[std::min<std::size_t>(1, words_.size() - 1)],
               fmt::format("{} at position {}", condition.error, condition.error_at + 1));
        builder_.distrust(words_[0].begin);  // HAProxy reads no further
    }
    return condition.truth;
}

void LineReader::open_condition() {
    const Truth around = active();
    if (branches_.size() >= deepest_conditions) {
        return refuse(words_[0],
                      fmt::format("too many nested '.if', max is {}", deepest_conditions));
    }
    // In what is dropped nothing is evaluated.
    const Truth truth = around == Truth::no ? Truth::no : evaluate();
    branches_.push_back({around, both(around, truth), truth, false});
}

void LineReader::next_branch() {
    const std::string_view name = words_[0].text;
    if (branches_.empty())
        return refuse(words_[0], fmt::format("lone '{}' with no matching '.if'", name));
    Branch& branch = branches_.back();
    if (branch.after_else)
        return refuse(words_[0], fmt::format("'{}' after '.else' is not permitted", name));
    const Truth open = both(branch.around, negated(branch.taken));
    if (name == ".else") {
        if (words_.size() > 1)
            refuse(words_[1], fmt::format("Unexpected argument '{}' for '.else'", words_[1].text));
        branch.after_else = true;
        branch.active = open;
        return;
    }
    const Truth truth = open == Truth::no ? Truth::no : evaluate();
    branch.active = both(open, truth);
    if (truth == Truth::yes || (truth == Truth::unknown && branch.taken == Truth::no))
        branch.taken = truth;
}

void LineReader::end_condition() {
    if (words_.size() > 1) {
        refuse(words_[1], fmt::format("Unexpected argument '{}' for '.endif'", words_[1].text));
    }
    if (branches_.empty()) return refuse(words_[0], "lone '.endif' with no matching '.if'");
    branches_.pop_back();
}

void LineReader::message_line() {
    const std::string_view name = words_[0].text;
    const bool known =
        name == ".alert" || name == ".warning" || name == ".notice" || name == ".diag";
    if (!known) {
        refuse(words_[0], fmt::format("unknown directive '{}'", name));
    } else if (words_.size() > 2) {
        refuse(words_[2], fmt::format("Unexpected argument '{}' for '{}'. Use quotes if the "
                                      "message should contain spaces",
                                      words_[2].text, name));
    } else if (name == ".alert" && active() == Truth::yes) {
        refuse(words_[0], fmt::format("'{}'", words_.size() > 1 ? words_[1].text : ""));
        builder_.distrust(words_[0].begin);
        stopped_ = true;
    }
    keep(false);
}

// Before 3.3 what follows is lost in silence (3.2 warns).
bool LineReader::has_empty_word() {
    if (version_ < ServerVersion{3, 3, 0}) return false;
    const auto found = std::find_if(words_.begin(), words_.end(),
                                    [](const Word& word) { return word.text.empty(); });
    if (found == words_.end()) return false;
    refuse(*found, fmt::format("argument number {} at position {} is empty and marks the end of "
                               "the argument list",
                               found - words_.begin(), found->begin - line_begin_ + 1));
    return true;
}

bool LineReader::negation() {
    const std::string_view name = words_[0].text;
    if (name != "no" && name != "default") return false;
    const std::string_view what = words_.size() > 1 ? words_[1].text : "";
    if (name == "default" && words_.size() == 1) return false;
    const bool fits =
        std::find(std::begin(negatable), std::end(negatable), what) != std::end(negatable);
    if (!fits) {
        refuse(words_[0],
               "negation/default currently supported only for options, log, busy-polling, "
               "set-dumpable, strict-limits, insecure-fork-wanted and numa-cpu-mapping");
    } else if (what == "option" && words_.size() > 2 && version_ >= ServerVersion{2, 2, 0}
               && std::find(std::begin(never_negated), std::end(never_negated), words_[2].text)
                      != std::end(never_negated)) {
        refuse(words_[2],
               fmt::format("negation/default is not supported for option '{}'.", words_[2].text));
    }
    keep(false);
    return true;
}

bool LineReader::section_line() {
    const Section* section = find_section(words_[0].text);
    if (!section) return false;
    if (version_ < section->since || version_ >= section->until) {
        const bool early = version_ < section->since;
        const ServerVersion& at = early ? section->since : section->until;
        problem(Problem::Kind::not_in_version, words_[0].begin, words_[0].end,
                fmt::format("section '{}' {} HAProxy {}.{}", section->keyword,
                            early ? "came with" : "is gone since", at.major, at.minor));
    }
    if (words_.size() > 1 && section->name == Section::Name::none) {
        refuse(words_[1], fmt::format("'{}' cannot handle unexpected argument '{}'.",
                                      section->keyword, words_[1].text));
    }
    const bool has_name = words_.size() > 1 && !words_[1].text.empty();
    if (section->name == Section::Name::required && !has_name) {
        const bool proxy = section->kind == Section::Kind::proxy;
        refuse(words_[0], proxy ? fmt::format("'{}' expects an <id> argument", section->keyword)
                                : fmt::format("missing name for {} section.", section->keyword));
    }
    if (has_name && section->kind == Section::Kind::proxy && !is_section_name(words_[1].text)
        && words_[1].text.find('$') == std::string_view::npos) {
        const auto wrong =
            std::find_if_not(words_[1].text.begin(), words_[1].text.end(), [](char c) {
                return is_section_name({&c, 1});
            });
        refuse(words_[1], fmt::format("character '{}' is not permitted in '{}' name '{}'.", *wrong,
                                      section->keyword, words_[1].text));
    }
    // An address used to stand there; the section is not opened.
    const bool from = words_.size() > 2 && words_[2].text == "from";
    const bool whole = words_.size() < 3 || words_[2].text.empty() || (from && words_.size() > 3);
    const bool refused = section->kind == Section::Kind::proxy && !whole;
    if (refused && section->keyword != "backend")
        refuse(words_[2], "please use the 'bind' keyword for listening addresses.");
    orphans_ = refused;
    close_section();
    section_ = section;
    environment_.section = has_name ? words_[1].text : words_[0].text;
    keep(true);
    return true;
}

void LineReader::close_section() {
    if (!in_section_) return;
    builder_.close_block(words_[0].begin > 0 ? words_[0].begin - 1 : 0);
    in_section_ = false;
}

void LineReader::statement() {
    if (std::exchange(orphans_, false)) refuse(words_[0], "'listen' or 'defaults' expected.");
    if (active() == Truth::yes) check_keyword();
    if (section_ && section_->kind == Section::Kind::global) change_environment();
    keep(false);
}

void LineReader::check_keyword() {
    const Word& name = words_[0];
    if (!section_)
        return refuse(name, fmt::format("unknown keyword '{}' out of section", name.text));
    const Keyword found = look_up(name.text, *section_, version_);
    switch (found.knowledge) {
    case Knowledge::known:
    case Knowledge::unknown: return;
    case Knowledge::never: {
        using Kind = Section::Kind;
        const std::string_view near = nearest_keyword(name.text, section_->kind);
        const bool global = section_->kind == Kind::global;
        const Section& other = *find_section(global ? "frontend" : "global");
        const bool elsewhere = look_up(name.text, other, version_).knowledge == Knowledge::known;
        const std::string words =
            section_->kind == Kind::ring
                ? fmt::format("unknown statement '{}'.", name.text)
                : fmt::format("unknown keyword '{}' in '{}' section{}", name.text,
                              section_->keyword,
                              near.empty() ? "" : fmt::format("; did you mean '{}' maybe ?", near));
        problem(elsewhere ? Problem::Kind::misplaced : Problem::Kind::unknown, name.begin, name.end,
                words);
        return;
    }
    case Knowledge::newer:
        problem(Problem::Kind::not_in_version, name.begin, name.end,
                fmt::format("'{}' came with HAProxy {}.{}", name.text, found.changed.major,
                            found.changed.minor));
        return;
    case Knowledge::removed:
        problem(Problem::Kind::not_in_version, name.begin, name.end,
                fmt::format("'{}' is gone since HAProxy {}.{}{}", name.text, found.changed.major,
                            found.changed.minor,
                            found.instead.empty() ? "" : fmt::format(": {}", found.instead)));
        return;
    }
}

void LineReader::change_environment() {
    std::vector<std::string_view> words;
    for (std::size_t i = 1; i < words_.size(); ++i) words.push_back(words_[i].text);
    environment_.change(words_[0].text, words, active());
}

void LineReader::keep(bool opens_block) {
    builder_.activity(active());
    for (const Word& word : words_) {
        if (word.changed) {
            builder_.word(word.begin, word.end, word.quoted, word.text);
        } else {
            builder_.word(word.begin, word.end, false);
        }
    }
    const std::uint32_t last = words_.back().end - 1;
    if (opens_block) {
        builder_.open_block(last);
        in_section_ = true;
    } else {
        builder_.close_simple(last);
    }
}

}  // namespace tlslint::haproxy
