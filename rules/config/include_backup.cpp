// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace tlslint::rules::config::include_backup {
namespace {

// What editors, packages and people call the copies that they leave behind.
constexpr std::string_view endings[] = {
    "~",         ".bak",      ".backup",   ".old",     ".orig",     ".save",     ".swp",
    ".rpmsave",  ".rpmorig",  ".rpmnew",   ".copy",    ".disabled", ".dpkg-old", ".dpkg-dist",
    ".dpkg-new", ".dpkg-bak", ".dpkg-tmp", ".ucf-old", ".ucf-dist", ".ucf-new",
};

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool is_backup(std::string_view path) {
    const std::string_view name = file_name(path);
    const bool autosaved = name.size() > 2 && name.starts_with('#') && name.ends_with('#');
    return autosaved
           || std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) {
                  return name.size() > ending.size() && name.ends_with(ending);
              });
}

void check(const Model& model, Report& report) {
    for (const Inclusion& inclusion : model.inclusions) {
        for (const FileId file : inclusion.files) {
            const std::string_view path = model.sources[file].deployed_path();
            // A name that is written out is meant.
            if (is_backup(path) && !inclusion.deployed.ends_with(file_name(path)))
                report.at(inclusion.at, fmt::format("reads {}, a backup copy", file_name(path)));
        }
    }
}

constexpr Rule rule{
    .name = "config/include-backup",
    .severity = Severity::warning,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A pattern or a directory reads a backup copy of a file",
    .why = "An old state of the configuration is in force beside the new one: names conflict, and "
           "settings long corrected come back.",
    .remedy = "Let the pattern name the ending (*.conf), and move the copy away.",
    .references = {{"nginx: include", "https://nginx.org/en/docs/ngx_core_module.html#include"},
                   {"Apache httpd: Include",
                    "https://httpd.apache.org/docs/2.4/mod/core.html#include"}},
    .since = "0.1",
    .bad = "include sites-enabled/*;",
    .good = "include sites-enabled/*.conf;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::include_backup
