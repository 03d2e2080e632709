// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/backup.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tlslint::rules::config::include_backup {
namespace {

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

void check(const Model& model, Report& report) {
    for (const Inclusion& inclusion : model.inclusions) {
        for (const FileId file : inclusion.files) {
            const std::string_view path = model.sources[file].deployed_path();
            // A name that is written out is meant.
            if (is_backup_name(file_name(path)) && !inclusion.deployed.ends_with(file_name(path)))
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
