// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/shapes.hpp"

#include "parsers/nginx/directives.hpp"
#include "parsers/nginx/include.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

namespace tlslint::nginx {
namespace {

// Every kind of block: what a file that may be included anywhere begins with.
constexpr Context anywhere = static_cast<Context>(~0U);

class Checker {
  public:
    explicit Checker(const SyntaxTree& tree) : tree_(tree) {}

    std::vector<Problem> run() {
        check(tree_.directives(), anywhere);
        return std::move(problems_);
    }

  private:
    // The rows of a name that may apply in one of the contexts.
    static std::vector<const DirectiveFacts*> rows_of(std::string_view name, Context contexts) {
        std::vector<const DirectiveFacts*> rows;
        for (const DirectiveFacts& row : find(name)) {
            if (contains(contexts, row.contexts)) rows.push_back(&row);
        }
        return rows;
    }

    void check(Block block, Context contexts) {
        for (const Directive directive : block) {
            look_for_marker(directive);
            auto rows = rows_of(directive.name().text, contexts);
            if (rows.empty()) continue;
            if (!check_form(directive, rows)) continue;
            // `server` is a line of an upstream and a block of http: each counts its own words.
            std::erase_if(rows, [&](const DirectiveFacts* row) {
                return (row->body.form == Form::simple) != (directive.shape() == Shape::simple);
            });
            check_words(directive, rows);
            if (directive.shape() != Shape::block) continue;
            Context inner = Context::nowhere;
            for (const DirectiveFacts* row : rows) inner = inner | row->body.inner;
            if (std::all_of(rows.begin(), rows.end(),
                            [](auto* row) { return row->body.form == Form::entries; })) {
                check_entries(directive.block());
            } else if (inner != Context::nowhere) {
                check(directive.block(), inner);
            }
        }
    }

    bool check_form(Directive directive, const std::vector<const DirectiveFacts*>& rows) {
        const bool simple = directive.shape() == Shape::simple;
        const auto fits = [&](const DirectiveFacts* row) {
            return (row->body.form == Form::simple) == simple;
        };
        if (std::any_of(rows.begin(), rows.end(), fits)) return true;
        const std::string_view name = directive.name().text;
        // At the byte where nginx notices.
        const std::uint32_t at = directive.span().end - 1;
        if (at >= tree_.text().size() || (simple && tree_.text()[at] != ';'))
            return false;  // cut off: said already
        add(Problem::Kind::syntax, at, at + 1,
            simple ? fmt::format("directive \"{}\" has no opening \"{{\"", name)
                   : fmt::format("directive \"{}\" is not terminated by \";\"", name));
        return false;
    }

    void check_words(Directive directive, const std::vector<const DirectiveFacts*>& rows) {
        const Words args = directive.args();
        const std::size_t count = args.size() - (directive.shape() == Shape::body ? 1 : 0);
        const auto counts = [&](const DirectiveFacts* row) {
            return row->arguments.accepts(count);
        };
        const std::string_view name = directive.name().text;
        if (std::none_of(rows.begin(), rows.end(), counts)) {
            problems_.push_back(wrong_count(directive));
            return;
        }
        const bool flag =
            std::all_of(rows.begin(), rows.end(), [](auto* row) { return row->arguments.on_off; });
        if (!flag || count != 1 || has_placeholder(args[0].text)) return;
        if (equal_ignoring_case(args[0].text, "on") || equal_ignoring_case(args[0].text, "off"))
            return;
        add(Problem::Kind::refused, args[0].span.begin, args[0].span.end,
            fmt::format("invalid value \"{}\" in \"{}\" directive, it must be \"on\" or \"off\"",
                        args[0].text, name));
    }

    // Lines of a map and its like are read by the lexer, but a block among them is refused.
    void check_entries(Block block) {
        for (const Directive entry : block) {
            if (entry.shape() == Shape::simple) continue;
            const std::uint32_t at = entry.span().end - 1;
            add(Problem::Kind::syntax, at, at + 1, "unexpected \"{\"");
        }
    }

    void look_for_marker(Directive directive) {
        if (marker_seen_) return;
        const auto look_at = [&](Word word) {
            const bool erb = word.text.starts_with("<%");
            const bool autoconf =
                word.text.size() > 4 && word.text.starts_with("@@") && word.text.ends_with("@@");
            if (marker_seen_ || !(erb || autoconf)) return;
            marker_seen_ = true;
            add(Problem::Kind::marker, word.span.begin, word.span.end,
                fmt::format("template placeholder \"{}\": nginx cannot use this file before it is "
                            "filled in",
                            word.text));
        };
        look_at(directive.name());
        for (const Word word : directive.args()) look_at(word);
    }

    void add(Problem::Kind kind, std::uint32_t begin, std::uint32_t end, std::string message) {
        problems_.push_back({kind, {tree_.file(), begin, end}, std::move(message)});
    }

    const SyntaxTree& tree_;
    std::vector<Problem> problems_;
    bool marker_seen_ = false;
};

}  // namespace

std::vector<Problem> check_shapes(const SyntaxTree& tree) {
    return Checker(tree).run();
}

Problem wrong_count(Directive directive) {
    // nginx names the line of the last word; a `;` is often missing on the one before.
    const Span span = directive.span();
    const std::string_view written =
        directive.tree().text().substr(span.begin, span.end - span.begin);
    const std::size_t line = written.find_last_of('\n') + 1;
    const std::size_t found = written.find_first_not_of(" \t\r", line);
    const auto skipped = static_cast<std::uint32_t>(found == std::string_view::npos ? line : found);
    return {Problem::Kind::refused,
            {span.file, span.begin + skipped, span.end},
            fmt::format("invalid number of arguments in \"{}\" directive", directive.name().text)};
}

}  // namespace tlslint::nginx
