// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/context.hpp"

#include "parsers/nginx/directives.hpp"
#include "parsers/nginx/grammar.hpp"
#include "parsers/text/path.hpp"

#include <algorithm>
#include <array>

namespace tlslint::nginx {
namespace {

struct Surroundings {
    Context context;
    std::array<std::string_view, 3> blocks;
};

// Of equally fitting ones the first is taken: most fragments are made for a server.
constexpr Surroundings candidates[] = {
    {Context::server, {"http", "server"}},
    {Context::http, {"http"}},
    {Context::location, {"http", "server", "location"}},
    {Context::stream_server, {"stream", "server"}},
    {Context::stream, {"stream"}},
    {Context::mail_server, {"mail", "server"}},
    {Context::mail, {"mail"}},
    {Context::upstream, {"http", "upstream"}},
    {Context::main, {}},
    {Context::events, {"events"}},
};

bool fits(Directive directive, Context context) {
    const DirectiveFacts* const row = find(directive.name().text, context);
    return row && (row->body.form == Form::simple) == (directive.shape() == Shape::simple);
}

// How much of a block and, in a layer's, of its servers would be allowed there.
std::ptrdiff_t fitting(Block block, Context context) {
    std::ptrdiff_t count = 0;
    const Context in_server = context == Context::http     ? Context::server
                              : context == Context::stream ? Context::stream_server
                                                           : Context::mail_server;
    const bool has_servers =
        context == Context::http || context == Context::stream || context == Context::mail;
    for (const Directive directive : block) {
        if (!fits(directive, context)) continue;
        ++count;
        if (has_servers && directive.name().text == "server")
            count += fitting(directive.block(), in_server);
    }
    return count;
}

bool opens_a_layer(Directive directive) {
    const std::string_view name = directive.name().text;
    return directive.shape() == Shape::block && directive.args().empty()
           && (name == "http" || name == "events" || name == "stream" || name == "mail");
}

bool is_whole(const SyntaxTree& tree) {
    const Block directives = tree.directives();
    return std::any_of(directives.begin(), directives.end(), opens_a_layer);
}

// A statement that ends as nginx's do, not at the end of the file.
bool is_finished(Directive directive, std::string_view text) {
    const std::uint32_t last = directive.span().end - 1;
    return last < text.size() && (text[last] == ';' || text[last] == '{');
}

}  // namespace

Likeness recognise(std::string_view path, std::string_view text) {
    constexpr std::size_t enough = 256 * 1024;
    const SyntaxTree tree = parse(FileId{}, text.substr(0, enough));
    if (is_whole(tree)) return Likeness::main;
    std::size_t known = 0;
    std::size_t all = 0;
    for (const Directive directive : tree.directives()) {
        ++all;
        const std::string_view name = directive.name().text;
        if (is_finished(directive, text)
            && (!find(name).empty() || name.ends_with("_by_lua_block")))
            ++known;
    }
    if (known > 0 && known * 2 >= all) return Likeness::fragment;
    return filename_of(path) == "nginx.conf" ? Likeness::main : Likeness::no;
}

std::vector<std::string_view> surroundings_of(const SyntaxTree& tree,
                                              const std::vector<std::string>& given) {
    if (!given.empty()) {
        if (given.size() == 1 && given.front() == "main") return {};
        return {given.begin(), given.end()};
    }
    if (is_whole(tree) || tree.size() == 0) return {};
    const Surroundings* best = nullptr;
    std::ptrdiff_t best_count = -1;
    const Block directives = tree.directives();
    for (const Surroundings& candidate : candidates) {
        const std::ptrdiff_t count = fitting(directives, candidate.context);
        if (count > best_count) {
            best = &candidate;
            best_count = count;
        }
    }
    std::vector<std::string_view> blocks(best->blocks.begin(), best->blocks.end());
    std::erase(blocks, std::string_view());
    return blocks;
}

void find_prefix(Model& model, const FileSystem& files, const ReadOptions& options) {
    model.prefix = directory_of(model.root_path);
    if (!model.is_fragment()) return;
    if (!options.prefix.empty()) {
        model.prefix = options.prefix;
        return;
    }
    std::string directory = model.prefix;
    for (int level = 0; level < 4; ++level) {
        if (files.status(joined(directory, "nginx.conf")).kind == FileStatus::Kind::regular) {
            model.prefix = directory;
            return;
        }
        if (directory == "." || directory == "/") break;
        directory = directory_of(directory);
    }
    model.prefix_guessed = true;
}

}  // namespace tlslint::nginx
