// SPDX-License-Identifier: Apache-2.0
// A whole configuration of nginx: several files in memory are parsed, expanded, interpreted and
// judged. The first byte chooses the versions; the rest is nginx.conf up to a byte 1, then further
// files, each with its path in a line and ended by a byte 1.

#include "audit/config/policies.hpp"
#include "parsers/load.hpp"
#include "rules/engine/run.hpp"
#include "tests/fuzz/model_checks.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace tlslint;
using namespace tlslint::fuzz;

constexpr const char* main_path = "/etc/nginx/nginx.conf";
constexpr std::uint32_t deepest = 128;  // TreeLimits::depth, ExpandLimits::nesting
constexpr std::size_t longest_input = 8'192;
constexpr std::string_view releases[] = {"1.10.3", "1.14.2", "1.18.0", "1.22.1",
                                         "1.24.0", "1.26.3", "1.29.8", "1.31.5"};

void check_statement(const Model& model, Directive directive, Span around) {
    const Span span = directive.span();
    check_bounds(model, span);
    demand(span.file == directive.tree().file(), "a statement of another file");
    demand(around.begin <= span.begin && directive.close() <= around.end,
           "a statement outside of its block");
    demand(span.begin < span.end && directive.close() + 1 >= span.end,
           "a statement that ends before it begins");
    const std::string_view source = directive.tree().text();
    const auto check_word = [&](Word word) {
        check_bounds(model, word.span);
        demand(span.begin <= word.span.begin
                   && word.span.end <= std::max(span.end, directive.close()),
               "a word outside of its statement");
        const std::string_view written =
            source.substr(word.span.begin, word.span.end - word.span.begin);
        if (word.quoted) {
            demand(written.size() >= 1 && (written.front() == '"' || written.front() == '\''),
                   "a quoted word without a quote");
        } else {
            demand(written.find('\\') != std::string_view::npos || word.text == written,
                   "a word that is not what is written");
        }
        demand(word.text.size() <= written.size(), "a word longer than it is written");
    };
    check_word(directive.name());
    for (const Word word : directive.args()) check_word(word);
}

// Returns how many statements there are. Recursion is what is to be bounded here.
std::uint32_t check_block(const Model& model, Block block, Span around, std::uint32_t depth) {
    demand(depth <= deepest, "blocks nest too deep");
    std::uint32_t statements = 0;
    for (const Directive directive : block) {
        check_statement(model, directive, around);
        ++statements;
        around.begin = directive.close();
        if (directive.shape() != Shape::block) {
            demand(directive.block().empty(), "a block where there is none");
            continue;
        }
        statements +=
            check_block(model, directive.block(),
                        {around.file, directive.span().end, directive.close()}, depth + 1);
    }
    return statements;
}

void check_tree(const Model& model, const SyntaxTree& tree) {
    const Span whole{tree.file(), 0, static_cast<std::uint32_t>(tree.text().size())};
    demand(check_block(model, tree.directives(), whole, 0) == tree.size(),
           "statements that cannot be reached");
    for (const Problem& problem : tree.problems()) {
        demand(problem.at.file == tree.file() && !problem.message.empty(),
               "a problem of another file, or of nothing");
        check_span(model, problem.at);
    }
}

Judgement run(const std::unique_ptr<Model>& model) {
    return judge(*model, config::standard_policy(), Selection());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > longest_input) return 0;
    auto contents = files_in({reinterpret_cast<const char*>(data) + 1, size - 1}, main_path);
    const std::string main = contents.at(main_path);
    const FileSystem files = FileSystem::memory(std::move(contents));
    const auto read = [&](std::string text) {
        return load({servers::find("nginx"), main_path, std::move(text), {}, std::nullopt}, files,
                    {}, facts_of(releases, data[0]));
    };

    const auto model = read(main);
    demand(model->trees.size() == model->sources.size(), "files and trees differ in number");
    for (const SyntaxTree& tree : model->trees) check_tree(*model, tree);
    for (const Inclusion& inclusion : model->inclusions) check_span(*model, inclusion.at);
    for (const Endpoint& endpoint : model->endpoints) check_endpoint(*model, endpoint);
    for (const FileReference& file : model->files) check_span(*model, file.at);

    const Judgement judgement = run(model);
    check_judgement(*model, judgement);

    // A comment in front changes nothing (but the place of a byte order mark, which nginx takes for
    // a word).
    if (main.starts_with("\xEF\xBB\xBF")) return 0;
    demand(run(read("# comment\n" + main)).findings.size() == judgement.findings.size(),
           "a comment changes the findings");
    return 0;
}
