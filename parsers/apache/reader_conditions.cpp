// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/directives.hpp"
#include "parsers/apache/reader.hpp"
#include "parsers/apache/words.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tlslint::apache {

void Reader::condition(const Text& text, const Place& place) {
    const Span at = text.directive.name().span;
    const std::string_view arguments = trimmed(text.raw.substr(0, text.raw.rfind('>')));
    if (!text.closed) {
        problem(Problem::Kind::syntax, at,
                fmt::format("<{}> directive missing closing '>'", text.written));
    } else if (condition_subject(arguments).text.empty()) {
        problem(Problem::Kind::syntax, at,
                fmt::format("<{}> directive requires additional arguments", text.written));
    }
    Condition condition{
        .container = text.name, .subject = arguments, .at = at, .around = place.condition};
    const Truth truth = evaluate(text, condition);
    check_end(text, truth);
    if (truth == Truth::no) {
        if (text.name == "ifmodule" && !condition.negated) note_dead(text, condition);
        return;
    }
    Place inside = place;
    ++inside.depth;
    if (truth == Truth::unknown) inside.condition = model_.arena.keep_one(condition);
    mark(text.directive, inside);
    walk(text.directive.block(), inside);
}

// What nobody would want to lose without a word from httpd.
bool Reader::matters(Block block) {
    bool found = false;
    for_each_directive(block, [&](Directive directive) {
        const std::string_view name = directive.name().text;
        constexpr std::string_view words[] = {
            "SSLEngine",       "SSLProtocol",    "SSLCipherSuite", "SSLCertificateFile",
            "SSLVerifyClient", "SSLUseStapling", "SSLProxyVerify", "SSLSessionTickets"};
        found = found || std::any_of(std::begin(words), std::end(words), [&](std::string_view one) {
                    return equal_ignoring_case(one, name);
                });
        if (!equal_ignoring_case(name, "Header")) return;
        for (const Word word : directive.args())
            found = found || equal_ignoring_case(word.text, "Strict-Transport-Security");
    });
    return found;
}

void Reader::note_dead(const Text& text, const Condition& condition) {
    const bool has_form =
        condition.subject.ends_with(".c") || condition.subject.ends_with("_module");
    const bool misspelled = !has_form || lowered(condition.subject) != condition.subject
                            || condition.subject.starts_with('!');
    if (!misspelled && !matters(text.directive.block())) return;
    model_.remarks.push_back(
        {Remark::Kind::condition_never_true, text.directive.name().span,
         model_.arena.keep(std::string_view(
             misspelled ? fmt::format("no module is called {}: what stands here is never in force",
                                      condition.subject)
                        : fmt::format("{} is not loaded: what stands here is not in force",
                                      condition.subject)))});
}

Truth Reader::evaluate(const Text& text, Condition& condition) {
    if (text.name == "ifversion") {
        const VersionTest test = test_version(text.raw, model_.facts.server);
        condition.negated = test.negated;
        if (!test.error.empty())
            problem(Problem::Kind::syntax, text.directive.name().span, test.error);
        return test.truth;
    }
    const ConditionSubject subject = condition_subject(condition.subject);
    condition.negated = subject.negated;
    condition.subject = model_.arena.keep(std::string_view(subject.text));
    if (variables_.depends_on_unknown(subject.text)) return Truth::unknown;
    Truth truth = Truth::unknown;
    if (text.name == "ifmodule") {
        truth = configuration_.has_module(subject.text);
    } else if (text.name == "ifdefine") {
        truth = variables_.has_flag(subject.text);
    } else if (text.name == "iffile") {
        truth = file_exists(subject.text);
    } else {
        truth = is_directive(subject.text, text.name == "ifsection");
    }
    return subject.negated ? negated(truth) : truth;
}

// Whether a module that is loaded has a directive, or section, of that name.
Truth Reader::is_directive(std::string_view name, bool section) const {
    Truth found = configuration_.knows_all_directives() ? Truth::no : Truth::unknown;
    for (const DirectiveFacts& row : find_directives(name, section)) {
        const Truth loaded = configuration_.has_module(row.module);
        if (loaded == Truth::yes) return Truth::yes;
        if (loaded == Truth::unknown) found = Truth::unknown;
    }
    return found;
}

// A file that is not here may well be on the server; below a directory that is here it is not.
Truth Reader::file_exists(std::string_view name) const {
    const std::string path = joined(root_, name);
    if (files_.status(path).kind != FileStatus::Kind::missing) return Truth::yes;
    if (options_.is_absent(files_.deployed(files_.printed(path)))) return Truth::yes;
    const bool is_relative = !name.starts_with('/');
    const bool known =
        is_relative && !root_guessed_ && moved_from_.empty() && !options_.files_elsewhere;
    return known ? Truth::no : Truth::unknown;
}

// A condition that holds ends at a line that is its close tag and nothing else, or with the file;
// one that does not hold at any line that begins with it, and not with the file.
void Reader::check_end(const Text& text, Truth truth) {
    const SyntaxTree& tree = text.directive.tree();
    const std::string_view file = tree.text();
    const std::uint32_t close = text.directive.close();
    const Span at = text.directive.name().span;
    if (close >= file.size()) {
        if (truth == Truth::no) {
            problem(Problem::Kind::syntax, at,
                    fmt::format("Expected </{}> before end of configuration", text.written));
        }
        return;
    }
    const std::string_view line = trimmed(file.substr(close, file.find('\n', close) - close));
    const std::string tag = fmt::format("</{}>", text.written);
    if (!line.starts_with("</") || equal_ignoring_case(line, tag)) return;
    std::size_t rest = 0;
    const auto word = next_word(line, rest);
    const std::string_view written = line.substr(0, word->end);
    if (!equal_ignoring_case(written.substr(0, tag.size() - 1),
                             std::string_view(tag).substr(0, tag.size() - 1)))
        return;  // another section's, which is a problem already
    const auto end = close + static_cast<std::uint32_t>(written.size());
    if (truth == Truth::no && !written.ends_with('>')) {
        problem(Problem::Kind::syntax, at,
                fmt::format("Expected </{}> but saw {}", text.written,
                            written.substr(0, written.size() - 1)));
    } else if (truth == Truth::yes || (truth == Truth::unknown && !written.ends_with('>'))) {
        problem(Problem::Kind::syntax, {tree.file(), close, end},
                fmt::format("{} without matching <{} section", written, written.substr(2)));
    }
}

}  // namespace tlslint::apache
