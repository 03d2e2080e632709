// SPDX-License-Identifier: Apache-2.0
#include "audit/config/toml_values.hpp"

#include "audit/config/target.hpp"

#include <fmt/format.h>

#include <fstream>

namespace tlslint::config {

namespace fs = std::filesystem;

std::string from_here(const fs::path& path) {
    std::error_code error;
    const fs::path here = fs::current_path(error);
    if (error) return path.string();
    const fs::path relative = path.lexically_normal().lexically_relative(here);
    return relative.empty() ? path.string() : relative.string();
}

std::string beside(const std::string& file, const std::string& path) {
    return from_here(fs::absolute(file).parent_path() / path);
}

Result<std::string> read_text(const std::string& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return Error{path + ": cannot be read"};
    std::ifstream in(path, std::ios::binary);
    constexpr std::size_t most = (1 << 20) + 1;  // parse_toml refuses more
    std::string text(most, '\0');
    in.read(text.data(), static_cast<std::streamsize>(most));
    if (in.bad() || !in.is_open()) return Error{path + ": cannot be read"};
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

void check_target(TomlTable& table, const std::string& target) {
    if (find_target(target)) return;
    const std::string_view like = nearest_target(target);
    table.complain("target",
                   fmt::format("no target is named \"{}\"{}", target,
                               like.empty() ? "" : fmt::format("; did you mean {}?", like)));
}

}  // namespace tlslint::config
