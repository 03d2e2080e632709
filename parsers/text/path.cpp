// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/path.hpp"

#include "parsers/text/glob.hpp"

namespace tlslint {
namespace {

std::vector<std::string_view> components_of(std::string_view path) {
    std::vector<std::string_view> components;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view component = path.substr(0, slash);
        if (!component.empty() && component != ".") components.push_back(component);
        if (slash == std::string_view::npos) break;
        path.remove_prefix(slash + 1);
    }
    return components;
}

}  // namespace

std::string_view directory_of(std::string_view path) {
    const std::size_t slash = path.find_last_of('/');
    if (slash == std::string_view::npos) return ".";
    return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view filename_of(std::string_view path) {
    return path.substr(path.find_last_of('/') + 1);
}

std::string joined(std::string_view directory, std::string_view path) {
    if (path.starts_with('/') || directory.empty() || directory == ".") return std::string(path);
    std::string result(directory);
    if (!result.ends_with('/')) result += '/';
    return result += path;
}

bool covers(std::string_view pattern, std::string_view path) {
    const auto patterns = components_of(pattern);
    const auto names = components_of(path);
    // One row of the usual table: reached[j] says whether the first i patterns can match the first
    // j names.
    std::vector<char> reached(names.size() + 1, 0);
    reached[0] = 1;
    for (const std::string_view wanted : patterns) {
        std::vector<char> next(names.size() + 1, 0);
        if (wanted == "**") {
            char any = 0;
            for (std::size_t j = 0; j <= names.size(); ++j)
                next[j] = any = static_cast<char>(any | reached[j]);
        } else {
            for (std::size_t j = 0; j < names.size(); ++j) {
                next[j + 1] = static_cast<char>(reached[j] != 0 && matches(wanted, names[j]));
            }
        }
        reached = std::move(next);
    }
    for (const char end : reached) {
        if (end != 0) return true;  // a leading part matched: all below is covered
    }
    return false;
}

}  // namespace tlslint
