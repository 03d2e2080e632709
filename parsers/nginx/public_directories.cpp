// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/public_directories.hpp"

#include "parsers/nginx/include.hpp"

namespace tlslint::nginx {

void add_public_directories(Model& model) {
    for (const SyntaxTree& tree : model.trees) {
        for_each_directive(tree.directives(), [&](Directive directive) {
            const std::string_view name = directive.name().text;
            const Words words = directive.args();
            const bool known = (name == "root" || name == "alias") && words.size() == 1
                               && words[0].text.starts_with('/') && !is_variable(words[0].text);
            if (known)
                model.public_directories.push_back(
                    {model.arena.keep(words[0].text), directive.span()});
        });
    }
}

}  // namespace tlslint::nginx
