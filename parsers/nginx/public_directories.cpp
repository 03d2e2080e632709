// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/public_directories.hpp"

#include "parsers/nginx/include.hpp"

namespace tlslint::nginx {
namespace {

// As deep as the tree builder lets blocks nest.
void visit(Model& model, Block block) {
    for (const Directive directive : block) {
        const std::string_view name = directive.name().text;
        const Words words = directive.args();
        const bool known = (name == "root" || name == "alias") && words.size() == 1
                           && words[0].text.starts_with('/')
                           && words[0].text.find('$') == std::string_view::npos
                           && !has_placeholder(words[0].text);
        if (known)
            model.public_directories.push_back({model.arena.keep(words[0].text), directive.span()});
        visit(model, directive.block());
    }
}

}  // namespace

void add_public_directories(Model& model) {
    for (const SyntaxTree& tree : model.trees) visit(model, tree.directives());
}

}  // namespace tlslint::nginx
