// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/line_reader.hpp"

#include "parsers/apache/grammar.hpp"
#include "parsers/apache/words.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlslint::apache {
namespace {

constexpr std::size_t longest_line = 16U << 20;   // VARBUF_MAX_LEN
constexpr std::size_t outermost_looked_at = 128;  // open sections that a close tag may mean

// mod_perl's section holds Perl.
bool is_foreign(std::string_view name) {
    return name == "perl";
}

// A line of a template's own: ERB and EPP (which would open a section), Jinja and its kin.
bool is_marker(std::string_view name) {
    return name.starts_with("<%") || name.starts_with("{%") || name.starts_with("{{")
           || name.starts_with("{#");
}

}  // namespace

bool is_condition(std::string_view name) {
    return name == "ifmodule" || name == "ifdefine" || name == "ifversion" || name == "iffile"
           || name == "ifdirective" || name == "ifsection";
}

LineReader::LineReader(FileId file, std::string_view text)
    : file_(file), text_(text), builder_(file, text) {
    builder_.activity(Truth::no);
}

// httpd looks at the end of what it has joined so far, so that a backslash left over by one joint
// makes an empty line the next.
bool LineReader::joins(const char* newline) {
    const char* const begin = joined_ ? joined_ : text_.data() + line_begin_;
    const char* end = newline;
    if (end > begin && end[-1] == '\r') --end;
    const char* at = end;
    while (at > begin && at[-1] == '\\') --at;
    auto backslashes = static_cast<std::size_t>(end - at);
    if (at == begin) backslashes += left_backslashes_;
    if (backslashes == 0) return false;
    left_backslashes_ = backslashes - 1;
    joined_ = newline + 1;
    return true;
}

void LineReader::line(const char* from, const char* to) {
    line_begin_ = offset(from);
    line_end_ = offset(to);
    const Line line(text_, line_begin_, line_end_);
    // The next one begins behind what ends this one.
    const std::size_t newline = text_.find('\n', line_end_);
    line_begin_ = static_cast<std::uint32_t>(std::min(newline, text_.size() - 1) + 1);
    joined_ = nullptr;
    left_backslashes_ = 0;

    const std::string_view text = line.text();
    if (text.size() >= longest_line) {
        builder_.problem(Problem::Kind::syntax, offset(from), offset(from) + 1, "Line too long");
        return;
    }
    if (text.empty() || in_foreign_text(line) || text.front() == '#') return;
    std::size_t rest = 0;
    const WordAt first = *next_word(text, rest);
    const std::string name = unescaped(text, first);
    if (name.empty()) return;
    if (name.starts_with("</")) return close(line, first, name);
    std::string_view kept = name;
    if (kept.ends_with('>')) kept.remove_suffix(1);
    if (is_marker(kept)) return marker(line);
    if (kept.starts_with('<')) return open(line, first, kept.substr(1), rest);
    statement(line, first, kept, rest);
}

void LineReader::marker(const Line& line) {
    if (std::exchange(marker_seen_, true)) return;
    const Span at = line.span(file_, 0, line.text().size());
    const bool refused = line.text().starts_with('<');
    builder_.problem(refused ? Problem::Kind::placeholder : Problem::Kind::marker, at.begin, at.end,
                     fmt::format("template placeholder \"{}\": httpd cannot read this file before "
                                 "it is filled in",
                                 line.text().substr(0, 40)));
}

bool LineReader::in_foreign_text(const Line& line) {
    if (foreign_.empty()) return false;
    std::size_t at = 0;
    const auto first = next_word(line.text(), at);
    if (!first || !equal_ignoring_case(content(line.text(), *first), foreign_)) return true;
    const std::uint32_t end = line.span(file_, 0, 0).begin;
    builder_.close_body(foreign_begin_ - 1, foreign_begin_, std::max(end, foreign_begin_));
    foreign_.clear();
    open_.pop_back();
    return true;
}

void LineReader::word(const Line& line, std::size_t begin, std::size_t end, std::string_view text) {
    const Span at = line.span(file_, begin, end);
    if (text_.substr(at.begin, at.end - at.begin) == text)
        builder_.word(at.begin, at.end, false);
    else
        builder_.word(at.begin, at.end, false, text);
}

void LineReader::words(const Line& line, std::size_t from, std::size_t to) {
    const std::string_view text = line.text().substr(0, to);
    while (const auto next = next_word(text, from)) {
        const bool plain = line.is_as_written() && !next->escaped && next->closed;
        if (plain) {
            const Span at = line.span(file_, next->begin, next->end);
            builder_.word(at.begin, at.end, next->quoted);
        } else {
            word(line, next->begin, next->end, unescaped(text, *next));
        }
    }
}

void LineReader::statement(const Line& line, const WordAt& name_word, std::string_view name,
                           std::size_t rest) {
    word(line, name_word.begin, name_word.end, name);
    words(line, rest, line.text().size());
    builder_.close_simple(line.span(file_, 0, line.text().size()).end - 1);
}

void LineReader::open(const Line& line, const WordAt& name_word, std::string_view name,
                      std::size_t rest) {
    const std::string_view text = line.text();
    const std::size_t bracket = text.rfind('>');
    const bool closed = bracket != std::string_view::npos && bracket >= rest;
    const Span whole = line.span(file_, 0, text.size());
    const Span tag = line.span(file_, name_word.begin, name_word.end);
    word(line, name_word.begin, name_word.end, name);
    words(line, rest, closed ? bracket : text.size());

    Open& section = open_.emplace_back();
    const std::string lower = lowered(name);
    section.name = name;
    section.at = tag;
    section.condition = is_condition(lower);
    section.macro = lower == "macro";
    if (section.macro) macros_.push_back(open_.size() - 1);
    if (!is_foreign(lower)) return builder_.open_block(whole.end - 1);
    foreign_ = "</" + lower + ">";
    foreign_begin_ = whole.end;
}

// The innermost open section of that name; how many are open if there is none.
std::size_t LineReader::enclosing(std::string_view name) const {
    const std::size_t lowest = open_.size() - std::min(open_.size(), outermost_looked_at);
    for (std::size_t depth = open_.size(); depth > lowest; --depth) {
        if (equal_ignoring_case(open_[depth - 1].name, name)) return depth - 1;
    }
    return open_.size();
}

void LineReader::leave_until(std::size_t depth, std::uint32_t at) {
    while (open_.size() > depth) {
        builder_.close_block(at);
        open_.pop_back();
        if (!macros_.empty() && macros_.back() == open_.size()) macros_.pop_back();
    }
}

void LineReader::close(const Line& line, const WordAt& name_word, std::string_view name) {
    const bool bracket = name.ends_with('>');
    const std::string_view what = name.substr(2, name.size() - 2 - (bracket ? 1 : 0));
    const Span at = line.span(file_, name_word.begin, name_word.end);
    const std::size_t meant = enclosing(what);
    const bool fits = meant + 1 == open_.size();
    // A macro's lines are only kept, up to its own close tag: what they mean is found where it is
    // used.
    if (!macros_.empty()) {
        if (meant >= macros_.back() && meant < open_.size()) leave_until(meant, at.begin);
        return;
    }
    // How a condition ends depends on what it comes to; sections around it cannot end inside.
    const bool in_condition = !open_.empty() && open_.back().condition;
    if (open_.empty() || (in_condition && !fits)) {
        problem(at, fmt::format("{} without matching <{} section", name, name.substr(2)));
    } else if (!in_condition && !bracket) {
        problem(at, fmt::format("{}> directive missing closing '>'", name));
    } else if (!fits) {
        problem(at, fmt::format("Expected </{}> but saw {}", open_.back().name, name),
                open_.back().at);
    }
    if (meant < open_.size()) leave_until(meant, at.begin);
}

void LineReader::problem(Span at, std::string message, Span opened) {
    builder_.problem(Problem::Kind::syntax, at.begin, at.end, std::move(message), opened);
}

SyntaxTree LineReader::finish() {
    const auto size = static_cast<std::uint32_t>(text_.size());
    if (!foreign_.empty()) builder_.close_body(foreign_begin_ - 1, foreign_begin_, size);
    for (auto section = open_.rbegin(); section != open_.rend(); ++section) {
        if (section->condition) continue;
        problem(section->at, section->macro ? "expected token not found: </Macro>"
                                            : fmt::format("<{}> was not closed.", section->name));
    }
    return builder_.finish();
}

}  // namespace tlslint::apache
