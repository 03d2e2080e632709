// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/variables.hpp"
#include "parsers/model/server.hpp"

#include <string>
#include <string_view>

namespace tlslint::apache {

/// How certain a file is httpd's, by its name and its statements.
[[nodiscard]] Likeness recognise(std::string_view path, std::string_view text);

/// The directory that belongs to a main file: ServerRoot, as far as the path says.
[[nodiscard]] std::string_view home_of(std::string_view main_path);

/// Where httpd would start from, before the configuration has its say.
struct Layout {
    std::string root;      // ServerRoot
    bool guessed = false;  // of a fragment that does not lie below a main file
    bool debian = false;   // Debian's build: its modules, its environment
};
[[nodiscard]] Layout find_layout(const Model& model, const FileSystem& files,
                                 const ReadOptions& options);

/// The environment that httpd runs in: what the user says, what the layout's files set, and what
/// Debian's script does.
[[nodiscard]] Variables::Environment environment_of(const Layout& layout, const Facts& facts,
                                                    const FileSystem& files);

/// Surroundings of a root: none for a main file, else the blocks around a fragment.
[[nodiscard]] std::vector<std::string_view> surroundings_of(const Model& model,
                                                            const ReadOptions& options);

}  // namespace tlslint::apache
