// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"

#include "parsers/nginx/context.hpp"
#include "parsers/nginx/dump.hpp"
#include "parsers/nginx/grammar.hpp"
#include "parsers/nginx/include.hpp"
#include "parsers/nginx/interpret.hpp"
#include "parsers/nginx/shapes.hpp"
#include "parsers/text/path.hpp"

namespace tlslint::nginx {
namespace {

constexpr std::string_view blocks[] = {"main",     "events", "http",   "upstream", "server",
                                       "location", "if",     "stream", "mail",     "limit_except"};

SyntaxTree parse_and_check(const Model&, FileId file, std::string_view text) {
    SyntaxTree tree = parse(file, text);
    tree.add_problems(check_shapes(tree));
    return tree;
}

void read_includes(Model& model, const FileSystem& files, const ReadOptions& options) {
    model.surroundings = surroundings_of(model.tree(model.root), options.context);
    find_prefix(model, files, options);
    expand(model, files, options, find_includes);
}

}  // namespace
}  // namespace tlslint::nginx

namespace tlslint::servers {

extern const Server nginx;
const Server nginx{
    .name = "nginx",
    .blocks = tlslint::nginx::blocks,
    .recognise = tlslint::nginx::recognise,
    .split_dump = tlslint::nginx::split_dump,
    .parse = tlslint::nginx::parse_and_check,
    .expand = tlslint::nginx::read_includes,
    .interpret = tlslint::nginx::interpret,
};

}  // namespace tlslint::servers
