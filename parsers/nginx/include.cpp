// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/include.hpp"

#include "parsers/text/glob.hpp"
#include "parsers/text/path.hpp"

namespace tlslint::nginx {
namespace {

// Bodies whose statements nginx hands to a module that knows no include.
bool knows_no_include(std::string_view block) {
    return block == "split_clients" || block == "charset_map" || block == "match";
}

void collect(const Model& model, Block block, std::string_view around, std::size_t nesting,
             std::vector<IncludeRequest>& requests) {
    for (const Directive directive : block) {
        const std::string_view name = directive.name().text;
        if (directive.shape() == Shape::block) {
            collect(model, directive.block(), name, nesting + 1, requests);
            continue;
        }
        if (name != "include" || directive.args().size() != 1 || knows_no_include(around)) continue;
        const Word path = directive.args()[0];
        // geo took patterns literally before 1.29.8 (CHANGES).
        const bool patterns = around != "geo" || model.facts.server >= ServerVersion{1, 29, 8};
        IncludeRequest request{.statement = directive,
                               .at = path.span,
                               .path = full_name(model, path.text),
                               .is_pattern = patterns && is_pattern(path.text),
                               .guessed = model.prefix_guessed && !path.text.starts_with('/'),
                               .nesting = nesting};
        if (has_placeholder(path.text))
            request.unresolved = "the name holds a template placeholder";
        requests.push_back(std::move(request));
    }
}

}  // namespace

std::string full_name(const Model& model, std::string_view path) {
    return joined(model.prefix, path);
}

bool has_placeholder(std::string_view word) {
    return word.find("{{") != std::string_view::npos || word.find("<%") != std::string_view::npos
           || word.find("${") != std::string_view::npos
           || word.find("@@") != std::string_view::npos;
}

bool is_variable(std::string_view word) {
    return word.find('$') != std::string_view::npos || has_placeholder(word);
}

std::vector<IncludeRequest> find_includes(const Model& model, const SyntaxTree& tree) {
    std::vector<IncludeRequest> requests;
    collect(model, tree.directives(), "", 0, requests);
    return requests;
}

}  // namespace tlslint::nginx
