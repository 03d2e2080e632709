// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/server.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint::nginx {

/// Whether a file is nginx configuration, and a whole one.
Likeness recognise(std::string_view path, std::string_view text);

/// The blocks around a file's statements: those given, else those in which nginx would take the
/// most of its statements; none for a whole configuration.
std::vector<std::string_view> surroundings_of(const SyntaxTree& tree,
                                              const std::vector<std::string>& given);

/// Fills in the directory that relative paths start from (nginx's conf prefix): that of the main
/// file, whatever the prefix. For a fragment the one given, else the nearest directory upward that
/// holds an nginx.conf; failing that it is a guess.
void find_prefix(Model& model, const FileSystem& files, const ReadOptions& options);

}  // namespace tlslint::nginx
