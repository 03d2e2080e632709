// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/tree_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/json_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <set>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
    return report::harmless_json(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json active_of(Directive directive) {
    switch (directive.active()) {
    case Truth::no: return false;
    case Truth::yes: return true;
    case Truth::unknown: break;
    }
    return nullptr;
}

// One object at a time, so that a large file costs no memory: nesting is as deep as the tree
// builder allows.
void print(const SourceFile& file, Block block, std::ostream& out) {
    const char* separator = "";
    for (const Directive directive : block) {
        out << separator;
        separator = ",\n";
        const Span span = directive.span();
        const Position begin = file.position(span.begin);
        // The line of the `;` or `{` that ends the statement.
        const Position end = file.position(span.end > span.begin ? span.end - 1 : span.end);
        Json args = Json::array();
        const Words words = directive.args();
        const std::size_t count = words.size() - (directive.shape() == Shape::body ? 1 : 0);
        for (std::size_t i = 0; i < count; ++i) args.push_back(words[i].text);
        Json statement{{"name", directive.name().text},
                       {"args", args},
                       {"line", begin.line},
                       {"column", begin.column},
                       {"end_line", end.line},
                       {"active", active_of(directive)}};
        if (directive.shape() == Shape::body) statement["body"] = words[count].text;
        std::string text = dump(statement);
        if (directive.shape() != Shape::block) {
            out << text;
            continue;
        }
        text.pop_back();
        out << text << ",\"block\":[";
        print(file, directive.block(), out);
        out << "]}";
    }
}

// What cannot be read; what the server would refuse for its meaning belongs to `check`.
bool concerns_reading(const Problem& problem) {
    switch (problem.kind) {
    case Problem::Kind::syntax:
    case Problem::Kind::limit:
    case Problem::Kind::placeholder: return true;
    case Problem::Kind::marker:
    case Problem::Kind::refused:
    case Problem::Kind::misplaced:
    case Problem::Kind::unknown:
    case Problem::Kind::incomplete:
    case Problem::Kind::not_in_version:
    case Problem::Kind::no_cipher:
    case Problem::Kind::unknown_group:
    case Problem::Kind::no_module: return false;
    }
    return true;
}

template <class Visit>
void for_each_file(const std::vector<std::unique_ptr<Model>>& models, const Visit& visit) {
    std::set<std::string_view> seen;
    for (const auto& model : models) {
        for (const SyntaxTree& tree : model->trees) {
            const SourceFile& file = model->sources[tree.file()];
            if (seen.insert(file.path()).second) visit(file, tree);
        }
    }
}

// As a server's configuration would have to write it.
std::string quoted(std::string_view word) {
    const bool plain =
        !word.empty() && word.find_first_of(" \t\r\n;{}\"'#") == std::string_view::npos;
    return plain ? report::printable(word) : fmt::format("\"{}\"", report::printable(word));
}

void print_text(const SourceFile& file, Block block, std::size_t depth, std::ostream& out) {
    for (const Directive directive : block) {
        fmt::print(out, "{:>6}  {:{}}{}", file.position(directive.span().begin).line, "", depth * 4,
                   report::printable(directive.name().text));
        for (const Word word : directive.args()) fmt::print(out, " {}", quoted(word.text));
        if (directive.shape() != Shape::block) {
            out << '\n';
            continue;
        }
        out << " {\n";
        print_text(file, directive.block(), depth + 1, out);
        fmt::print(out, "{:>6}  {:{}}}}\n", "", "", depth * 4);
    }
}

}  // namespace

void print_tree_json(const std::vector<std::unique_ptr<Model>>& models, std::ostream& out) {
    out << "{\"schema_version\":1,\"files\":[";
    const char* separator = "\n";
    for_each_file(models, [&](const SourceFile& file, const SyntaxTree& tree) {
        out << separator << "{\"path\":" << dump(file.path()) << ",\"directives\":[";
        separator = ",\n";
        print(file, tree.directives(), out);
        out << "]}";
    });
    out << "],\n\"problems\":[";
    separator = "\n";
    for_each_file(models, [&](const SourceFile& file, const SyntaxTree& tree) {
        for (const Problem& problem : tree.problems()) {
            if (!concerns_reading(problem)) continue;
            const Position at = file.position(problem.at.begin);
            out << separator
                << dump(Json{{"file", file.path()},
                             {"line", at.line},
                             {"column", at.column},
                             {"message", problem.message}});
            separator = ",\n";
        }
    });
    out << "]}\n";
}

void print_tree_text(const std::vector<std::unique_ptr<Model>>& models, std::ostream& out) {
    for_each_file(models, [&](const SourceFile& file, const SyntaxTree& tree) {
        fmt::print(out, "{}\n", report::printable(file.path()));
        print_text(file, tree.directives(), 0, out);
        for (const Problem& problem : tree.problems()) {
            if (!concerns_reading(problem)) continue;
            const Position at = file.position(problem.at.begin);
            fmt::print(out, "{}:{}:{}: {}\n", report::printable(file.path()), at.line, at.column,
                       report::printable(problem.message));
        }
    });
}

}  // namespace tlslint
