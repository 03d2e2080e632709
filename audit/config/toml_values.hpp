// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/config/toml_table.hpp"
#include "parsers/text/result.hpp"

#include <filesystem>
#include <string>

/// What several TOML files have in common.
namespace tlslint::config {

/// As the user would name it from where they stand.
std::string from_here(const std::filesystem::path& path);
/// A path in the file `file`, to open from here.
std::string beside(const std::string& file, const std::string& path);
/// The bytes of a file; more than parse_toml takes are cut.
Result<std::string> read_text(const std::string& path);
/// Complains of the table's "target" where there is no such preset.
void check_target(TomlTable& table, const std::string& target);

}  // namespace tlslint::config
