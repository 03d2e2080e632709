// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/reader.hpp"

#include "parsers/apache/directives.hpp"
#include "parsers/apache/grammar.hpp"
#include "parsers/apache/modules.hpp"
#include "parsers/apache/words.hpp"
#include "parsers/syntax/tree_builder.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::apache {
namespace {

constexpr std::size_t deepest = 600;  // files, conditions, sections and macros in each other

constexpr std::string_view needs_argument[] = {
    "virtualhost", "directory", "directorymatch", "location", "locationmatch", "files",
    "filesmatch",  "limit",     "limitexcept",    "if",       "elseif",        "proxy"};

}  // namespace

bool Configuration::loads_before(std::string_view one, std::string_view other) const {
    const auto place = [&](std::string_view symbol) {
        return std::find(load_order.begin(), load_order.end(), symbol);
    };
    const auto first = place(one), second = place(other);
    if (first == load_order.end() || second == load_order.end()) return one < other;
    return first < second;
}

Truth Configuration::has_module(std::string_view name) const {
    const std::string symbol = module_symbol(name);
    if (symbol.empty()) return Truth::no;
    const auto found = modules.find(symbol);
    if (found != modules.end()) return found->second;
    return is_open ? Truth::unknown : Truth::no;
}

bool Configuration::knows_all_directives() const {
    return !is_open && std::all_of(modules.begin(), modules.end(), [](const auto& module) {
        return is_known_module(module.first);
    });
}

Reader::Reader(Model& model, const FileSystem& files, const ReadOptions& options,
               const Layout& layout, const Variables::Environment& environment,
               IncludedFiles& included, bool is_open)
    : model_(model), files_(files), options_(options), included_(included), root_(layout.root),
      root_guessed_(layout.guessed),
      variables_(environment, !is_open && (layout.debian || model.facts.environment_is_complete),
                 !is_open) {
    configuration_.is_open = is_open;
    for (const std::string& define : options.defines) {
        const std::size_t equals = std::min(define.find('='), define.size());
        std::optional<std::string_view> value;
        if (equals < define.size()) value = std::string_view(define).substr(equals + 1);
        variables_.define(std::string_view(define).substr(0, equals), value, true);
    }
    for (const std::string_view symbol : built_in_modules(layout.debian))
        configuration_.modules.emplace(symbol, Truth::yes);
}

void Reader::run() {
    on_stack_[model_.root] = 1;
    walk(model_.tree(model_.root).directives(), {});
    if (!model_.is_fragment()) read_access_files();
}

void Reader::walk(Block block, const Place& place) {
    for (const Directive directive : block) visit(directive, place);
}

bool Reader::stopped(Span at) {
    if (visited_ < limits_.statements) return false;
    if (visited_++ == limits_.statements) {
        problem(Problem::Kind::limit, at,
                fmt::format("more than {} statements with all includes in place (a limit of "
                            "tlslint): the rest is not read",
                            limits_.statements));
    }
    return true;
}

void Reader::visit(Directive directive, const Place& place) {
    const Span at = directive.name().span;
    if (stopped(at)) return;
    ++visited_;
    if (place.depth > deepest || place.sections > limits_.nesting) {
        return problem(Problem::Kind::limit, at,
                       "sections nest too deep with all includes in place (a limit of tlslint)");
    }
    const Text text = text_of(directive, place);
    const bool section = directive.shape() != Shape::simple;
    if (section && is_condition(text.name)) return condition(text, place);
    mark(directive, place);
    if (access_ && !may_stand_in_access_file(text, access_->overrides))
        return problem(Problem::Kind::misplaced, at,
                       fmt::format("{} not allowed here", text.written));
    if (!read_phase(text, place)) emit(text, place);
}

// In a file that is read more than once, in force anywhere is in force.
void Reader::mark(Directive directive, const Place& place) {
    std::vector<Truth>& active = active_[directive.tree().file()];
    if (active.empty()) active.resize(directive.tree().size(), Truth::no);
    Truth& mark = active[directive.index()];
    if (mark != Truth::yes) mark = place.condition ? Truth::unknown : Truth::yes;
}

void Reader::problem(Problem::Kind kind, Span at, std::string message) {
    std::vector<Problem>& found = problems_[at.file];
    Problem problem{kind, at, std::move(message)};
    // A file that is read again has the same problems again.
    if (found.size() < TreeLimits{}.problems
        && std::find(found.begin(), found.end(), problem) == found.end())
        found.push_back(std::move(problem));
}

std::string Reader::place_of(Span at) const {
    const SourceFile& file = model_.sources[at.file];
    return fmt::format("line {} of \"{}\"", file.position(at.begin).line, file.path());
}

std::string_view Reader::interned(std::string_view name) {
    const auto found = names_.find(name);
    if (found != names_.end()) return found->second;
    return names_.emplace(name, model_.arena.keep(std::string_view(lowered(name)))).first->second;
}

Reader::Text Reader::text_of(Directive directive, const Place& place) {
    const std::string_view file = directive.tree().text();
    const Span span = directive.span();
    const std::string_view written = file.substr(span.begin, span.end - span.begin);
    const bool section = directive.shape() != Shape::simple;
    Text text{.directive = directive, .line = {}, .name = {}, .written = {}, .raw = {}, .args = {}};
    const bool plain =
        !place.bindings
        && written.find_first_of(std::string_view("\n\0", 2)) == std::string_view::npos
        && written.find("${") == std::string_view::npos;
    if (plain) {
        const Word name = directive.name();
        text.written = name.text;
        text.name = interned(name.text);
        text.raw = trimmed(file.substr(name.span.end, span.end - name.span.end));
        std::vector<Argument> args;
        for (const Word word : directive.args()) args.push_back({word.text, word.span, false});
        if (directive.shape() == Shape::body) args.pop_back();
        text.args = model_.arena.keep(args);
    } else {
        text.line = Line(file, span.begin, span.end);
        if (place.bindings) text.line = place.bindings->replace(text.line);
        if (text.line.text().find("${") != std::string_view::npos)
            text.line = variables_.replace(text.line);
        std::size_t rest = 0;
        const std::string_view line = text.line.text();
        const auto first = next_word(line, rest);
        std::string name = first ? unescaped(line, *first) : std::string();
        if (name.ends_with('>')) name.pop_back();
        if (section && name.starts_with('<')) name.erase(0, 1);
        text.written = model_.arena.keep(std::string_view(name));
        text.name = interned(name);
        split(text, rest, section);
    }
    if (!section) return text;
    if (text.raw.empty()) text.raw = ">";
    text.closed = text.raw.find('>') != std::string_view::npos;
    return text;
}

void Reader::split(Text& text, std::size_t rest, bool section) {
    const std::string_view line = text.line.text();
    text.raw = model_.arena.keep(trimmed(line.substr(rest)));
    const std::size_t bracket = section ? line.rfind('>') : std::string_view::npos;
    const std::size_t end =
        bracket != std::string_view::npos && bracket >= rest ? bracket : line.size();
    const std::string_view words = line.substr(0, end);
    std::vector<Argument> args;
    while (const auto word = next_word(words, rest)) {
        const std::string value = unescaped(words, *word);
        args.push_back({model_.arena.keep(std::string_view(value)),
                        text.line.span(text.directive.tree().file(), word->begin, word->end),
                        variables_.depends_on_unknown(value)});
    }
    text.args = model_.arena.keep(args);
}

void Reader::emit(const Text& text, const Place& place) {
    const auto index = static_cast<std::uint32_t>(configuration_.statements.size());
    const bool section = text.directive.shape() != Shape::simple;
    Statement& statement = configuration_.statements.emplace_back();
    statement.name = text.name;
    statement.written = text.written;
    statement.raw = text.raw;
    statement.args = text.args;
    statement.span = text.directive.span();
    statement.is_section = section;
    statement.condition = place.condition;
    statement.use = place.use;
    statement.section = place.section;
    statement.index = index;
    statement.end = index + 1;
    if (!section) return;
    const std::size_t bracket = text.raw.rfind('>');
    statement.raw = trimmed(text.raw.substr(0, bracket));
    const bool wants = std::find(std::begin(needs_argument), std::end(needs_argument), text.name)
                       != std::end(needs_argument);
    if (wants && !text.closed) {
        problem(Problem::Kind::refused, text.directive.name().span,
                fmt::format("<{}> directive missing closing '>'", text.written));
    } else if (wants && text.args.empty()) {
        problem(Problem::Kind::refused, text.directive.name().span,
                fmt::format("<{}> directive requires additional arguments", text.written));
    }
    const std::string_view behind = text.closed && bracket != std::string_view::npos
                                        ? trimmed(text.raw.substr(bracket + 1))
                                        : std::string_view();
    if (!behind.empty() && !behind.starts_with('#'))
        model_.remarks.push_back({Remark::Kind::words_swallowed,
                                  statement.span,
                                  model_.arena.keep(behind),
                                  {},
                                  "lost behind the section's >"});
    Place inside = place;
    inside.section = &statement;
    ++inside.sections;
    ++inside.depth;
    walk(text.directive.block(), inside);
    statement.end = static_cast<std::uint32_t>(configuration_.statements.size());
}

Configuration Reader::commit() {
    for (const auto& [file, active] : active_)
        TreeBuilder::decide(model_.trees[static_cast<std::size_t>(file)], active);
    for (auto& [file, problems] : problems_)
        model_.trees[static_cast<std::size_t>(file)].add_problems(std::move(problems));
    for (auto& [directive, inclusion] : inclusions_) model_.add(directive, std::move(inclusion));
    for_each_statement(configuration_, nullptr, [&](const Statement& statement) {
        if (statement.name != "virtualhost") configuration_.common.push_back(&statement);
    });
    model_.prefix = root_;
    model_.prefix_guessed = root_guessed_;
    return std::move(configuration_);
}

}  // namespace tlslint::apache
