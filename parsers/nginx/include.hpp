// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/expand.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::nginx {

/// The include statements of one file. Names are relative to the directory of the main
/// configuration file, never to the including file (ngx_conf_full_name); patterns are those with
/// `*`, `?` or `[`; `{a,b}` and `~` mean nothing.
std::vector<IncludeRequest> find_includes(const Model& model, const SyntaxTree& tree);

/// What nginx makes of a path of its configuration: below Model::prefix unless it is absolute.
std::string full_name(const Model& model, std::string_view path);

/// A marker of a template engine in a word, which a deployment would replace.
bool has_placeholder(std::string_view word);

/// A value that only a request, or the deployment of a template, can say.
bool is_variable(std::string_view word);

}  // namespace tlslint::nginx
