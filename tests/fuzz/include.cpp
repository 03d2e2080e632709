// SPDX-License-Identifier: Apache-2.0
// Includes of any shape: every line of the files is a path or pattern to include, `{`, `}`, or a
// statement (`;`). A file begins with the byte 1 and its path in a line; what comes before is the
// main file. The first four bytes are limits.

#include "parsers/model/expand.hpp"
#include "parsers/model/server.hpp"
#include "parsers/syntax/tree_builder.hpp"
#include "parsers/text/glob.hpp"
#include "parsers/text/path.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace tlslint;

void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

SyntaxTree parse_lines(const Model&, FileId file, std::string_view text) {
    TreeBuilder builder(file, text);
    std::uint32_t at = 0;
    while (at < text.size()) {
        const auto end = static_cast<std::uint32_t>(std::min(text.find('\n', at), text.size()));
        if (end > at) {
            if (text[at] == '}') {
                builder.close_block(at);
            } else {
                builder.word(at, end, false);
                text[at] == '{' ? builder.open_block(end - 1) : builder.close_simple(end - 1);
            }
        }
        at = end + 1;
    }
    return builder.finish();
}

void collect(Block block, std::size_t nesting, std::vector<IncludeRequest>& requests) {
    for (const Directive directive : block) {
        const Word name = directive.name();
        if (directive.shape() == Shape::block) {
            collect(directive.block(), nesting + 1, requests);
        } else if (name.text.front() != ';') {
            requests.push_back({.statement = directive,
                                .at = name.span,
                                .path = joined("/etc", name.text),
                                .is_pattern = is_pattern(name.text),
                                .nesting = nesting,
                                .unresolved = ""});
        }
    }
}

std::vector<IncludeRequest> find_paths(const Model&, const SyntaxTree& tree) {
    std::vector<IncludeRequest> requests;
    collect(tree.directives(), 0, requests);
    return requests;
}

// What a visitor of the whole configuration meets; stops by itself, whatever the model claims.
struct Walk {
    const Model& model;
    std::uint64_t most;
    std::uint64_t statements = 0;
    std::size_t deepest = 0;
    std::set<FileId> open;

    void block(Block statements_of, std::size_t depth) {
        for (const Directive directive : statements_of) {
            demand(++statements <= most, "more statements than the limit");
            if (directive.shape() == Shape::block) {
                deepest = std::max(deepest, depth + 1);
                block(directive.block(), depth + 1);
            }
            const Inclusion* inclusion = model.inclusion(directive);
            const bool includes =
                directive.shape() == Shape::simple && directive.name().text.front() != ';';
            demand((inclusion != nullptr) == includes,
                   "an include without an answer, or the reverse");
            if (!inclusion) continue;
            for (const FileId file : inclusion->files) {
                demand(static_cast<std::size_t>(file) < model.trees.size(),
                       "a file that is not there");
                demand(open.insert(file).second, "files include each other without an end");
                block(model.tree(file).directives(), depth);
                open.erase(file);
            }
        }
    }
};

constexpr Server lines{
    .name = "lines",
    .recognise = nullptr,
    .split_dump = nullptr,
    .parse = parse_lines,
    .expand = nullptr,
    .interpret = nullptr,
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4 || size > 4'096) return 0;
    const ExpandLimits limits{.file_bytes = 16U + data[0],
                              .total_bytes = 64U + 8U * data[0],
                              .files = 1U + data[1] % 64,
                              .depth = 1U + data[2] % 32,
                              .statements = 1U + data[3] * 16U,
                              .nesting = 1U + data[2] % 16};
    std::string_view input(reinterpret_cast<const char*>(data) + 4, size - 4);
    std::string main(input.substr(0, input.find('\1')));
    input.remove_prefix(std::min(main.size() + 1, input.size()));
    std::map<std::string, std::string> contents;
    while (!input.empty()) {
        const std::string_view part = input.substr(0, input.find('\1'));
        input.remove_prefix(std::min(part.size() + 1, input.size()));
        const std::size_t line = std::min(part.find('\n'), part.size());
        contents.emplace(joined("/etc", part.substr(0, line)),
                         part.substr(std::min(line + 1, part.size())));
    }
    contents["/etc/main"] = main;
    const FileSystem files = FileSystem::memory(std::move(contents));

    Model model(lines);
    add_root(model, files, "/etc/main", std::move(main));
    const std::uint64_t own = model.tree(model.root).size();
    const std::size_t own_nesting = model.tree(model.root).nesting();
    expand(model, files, {}, find_paths, limits);

    demand(model.trees.size() == model.sources.size(), "files and trees differ in number");
    demand(model.sources.size() <= std::max<std::size_t>(limits.files, 1),
           "more files than the limit");
    std::set<std::string> paths;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < model.sources.size(); ++i) {
        const SourceFile& file = model.sources[static_cast<FileId>(i)];
        demand(paths.insert(file.deployed_path()).second, "a file was read twice");
        demand(i == 0 || file.text().size() <= limits.file_bytes, "a file larger than the limit");
        bytes += file.text().size();
    }
    // The file that reaches the total is read to its end.
    demand(bytes <= std::max<std::uint64_t>(limits.total_bytes + limits.file_bytes,
                                            model.sources[model.root].text().size()),
           "more bytes than the limit");
    Walk walk{.model = model, .most = std::max(limits.statements, own), .open = {model.root}};
    walk.block(model.tree(model.root).directives(), 0);
    demand(walk.deepest <= std::max(limits.nesting, own_nesting),
           "blocks nest deeper than the limit");
    return 0;
}
