// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"
#include "rules/engine/rule.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint::config {

/// A project file: tlslint.toml or .tlslint.toml, with what it extends (spec.md 3). Its paths open
/// from where the user stands.
struct Project {
    /// A text and where it is written.
    struct Text {
        std::string value;
        std::string file;
        std::uint32_t line = 0, column = 0;
    };
    struct Level {
        Text rules;  // a name or `category/*`
        Severity severity{};
    };
    /// A whole configuration.
    struct Deployment {
        Text path;
        std::optional<Text> kind, target, policy, prefix;
        std::vector<std::pair<std::string, Text>> maps;  // deployed path -> here
        std::vector<Text> absent, defines;
        std::vector<std::pair<std::string, Text>> environment;
    };
    struct PerFile {
        std::vector<Text> files;  // patterns of absolute paths
        std::vector<Text> ignore;
    };
    std::string file;
    std::optional<Text> policy, target, fail_on;
    std::vector<Text> select, ignore;
    std::vector<Level> severities;
    std::vector<Deployment> deployments;
    std::vector<PerFile> per_file;
};

/// "tlslint.toml:3:10".
std::string in_words(const Project::Text& text);

/// The project file that a file in this directory (of the disk, as the user names it) belongs to:
/// the nearest one upward to the root of the repository. "" if there is none.
std::string find_project(const std::string& directory);

/// Reads one with everything that it extends. Fails with every problem, one a line.
Result<std::shared_ptr<const Project>> read_project(const std::string& path);

/// The per-file entries that speak of a file (a path of the disk).
std::vector<const Project::PerFile*> entries_for(const Project& project, const std::string& file);

/// Whether the project ignores the rule's findings in this file (a path of the disk), and by which
/// of its words; nullptr if not.
const Project::Text* ignored_by(const Project& project, std::string_view rule,
                                const std::string& file);

}  // namespace tlslint::config
