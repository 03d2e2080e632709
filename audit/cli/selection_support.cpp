// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/selection_support.hpp"

#include <fmt/format.h>

namespace tlslint {

Result<Selection> selection_of(const Options& options, const config::Project* project) {
    Selection selection;
    if (project && options.select.empty()) {
        for (const auto& rules : project->select) {
            if (const auto done = selection.select(rules.value); !done)
                return Error{in_words(rules) + ": " + done.error()};
        }
    }
    for (const std::string& pattern : options.select) {
        if (const auto done = selection.select(pattern); !done)
            return Error{"--select: " + done.error()};
    }
    for (const std::string& pattern : options.ignore) {
        if (const auto done = selection.ignore(pattern); !done)
            return Error{"--ignore: " + done.error()};
    }
    if (project) {
        for (const auto& [rules, level] : project->severities) {
            if (const auto done = selection.severity(rules.value, level); !done)
                return Error{in_words(rules) + ": " + done.error()};
        }
    }
    for (const std::string& change : options.severity) {
        const std::size_t equals = change.find('=');
        const auto level =
            equals == std::string::npos ? std::nullopt : severity_named(change.substr(equals + 1));
        if (!level)
            return Error{fmt::format(
                "--severity {}: expected RULE=error, RULE=warning or RULE=info", change)};
        if (const auto done = selection.severity(change.substr(0, equals), *level); !done)
            return Error{"--severity: " + done.error()};
    }
    return selection;
}

bool reaches(const report::Summary& summary, std::string_view fail_on) {
    if (summary.errors > 0) return true;
    if (fail_on == "error") return false;
    if (summary.warnings > 0) return true;
    return fail_on == "info" && summary.infos > 0;
}

}  // namespace tlslint
