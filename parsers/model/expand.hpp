// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/server.hpp"
#include "parsers/text/files.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlslint {

/// Bounds on what one configuration may cost. What is cut is recorded in the inclusion that met the
/// limit.
struct ExpandLimits {
    std::uint64_t file_bytes = 64ULL << 20;
    std::uint64_t total_bytes = 512ULL << 20;
    std::size_t files = 100'000;
    std::size_t depth = 128;               // files that include each other
    std::uint64_t statements = 2'000'000;  // once every include stands in place
    std::size_t nesting = 128;  // blocks in each other, once every include stands in place
};

/// A statement that brings in other files, in its server's words.
struct IncludeRequest {
    Directive statement;
    Span at;           // the name as written
    std::string path;  // what the server opens, a deployed path
    bool is_pattern = false;
    bool guessed = false;  // `path` starts from a directory that is not certain, as in a fragment
    std::size_t nesting = 0;  // blocks around the statement in its file
    std::string unresolved;   // why there is no path, or ""
};

/// The include statements of one file, in the order of its text.
using FindIncludes = std::vector<IncludeRequest> (*)(const Model& model, const SyntaxTree& tree);

/// Adds the root's text to the model and parses it. Must come first.
void add_root(Model& model, const FileSystem& files, const std::string& path, std::string text);
/// A further file that the server reads behind it.
void add_part(Model& model, const FileSystem& files, const std::string& path, std::string text);

/// Reads everything that the root includes, each file once, and records what became of every
/// include statement.
void expand(Model& model, const FileSystem& files, const ReadOptions& options,
            FindIncludes find_includes, const ExpandLimits& limits = {});

}  // namespace tlslint
