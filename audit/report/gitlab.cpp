// SPDX-License-Identifier: Apache-2.0
// GitLab's code quality report (docs.gitlab.com/ci/testing/code_quality): an array of the findings.
// What it takes for a path is one from the root of the repository; two entries with one
// fingerprint are shown as one.
#include "audit/report/json_value_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/words_support.hpp"

#include <algorithm>
#include <ostream>

namespace tlslint::report {
namespace {

std::string_view severity_of(Severity severity) {
    switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "major";
    case Severity::error: return "critical";
    }
    return "";
}

Json entry_of(const Item& item) {
    const std::string path = item.place ? plain_path(item.place->file) : location(item);
    const std::uint32_t line = item.place ? std::max(1U, item.place->line) : 1;
    return {{"description", prose(sentences(item))},
            {"check_name", item.rule->name},
            {"fingerprint", item.fingerprint},
            {"severity", severity_of(item.severity)},
            {"location", {{"path", path}, {"lines", {{"begin", line}}}}}};
}

void write(const Document& document, const Style&, std::ostream& out) {
    out << '[';
    std::string_view joint = "\n";
    for (const Item& item : document.items) {
        if (item.suppression) continue;
        out << joint << print(entry_of(item));
        joint = ",\n";
    }
    out << "\n]\n";
}

}  // namespace

namespace formats {
extern const Reporter gitlab;
const Reporter gitlab{"gitlab", "GitLab's code quality report", write, true};
}  // namespace formats
}  // namespace tlslint::report
