// SPDX-License-Identifier: Apache-2.0
// Commands to GitHub's runner (actions/toolkit, command.ts), each of which annotates a line. GitHub
// shows the first ten of a level and step: the worst stand first.
#include "audit/report/escape_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/report.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace tlslint::report {
namespace {

constexpr std::size_t shown_of_a_level = 10;

std::string_view level_of(Severity severity) {
    switch (severity) {
    case Severity::info: return "notice";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "";
}

/// A message's line ends are written with their codes; of a property ':' and ',' too, which end it.
std::string coded(std::string_view text, std::string_view special) {
    std::string result;
    for (const char c : text) {
        if (special.find(c) == std::string_view::npos) {
            result += c;
        } else {
            result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return result;
}

constexpr std::string_view in_message = "%\r\n";
constexpr std::string_view in_property = "%\r\n:,";

std::string property(std::string_view name, std::string_view value) {
    return fmt::format("{}={},", name, coded(value, in_property));
}

std::string place_of(const Place& place) {
    std::string text = property("file", printable(plain_path(place.file)));
    if (place.line == 0) return text;
    text += fmt::format("line={},", place.line);
    if (place.end_line > place.line) return text + fmt::format("endLine={},", place.end_line);
    const Columns columns = utf16_columns(place);
    if (columns.begin > 0) text += fmt::format("col={},", columns.begin);
    if (columns.end > columns.begin) text += fmt::format("endColumn={},", columns.end);
    return text;
}

/// What the annotations cannot show.
std::string remark_on(const Document& document, const std::vector<const Item*>& items) {
    std::array<std::size_t, 3> counts{};
    for (const Item* item : items) ++counts.at(static_cast<std::size_t>(item->severity));
    std::vector<std::string> remarks;
    if (*std::max_element(counts.begin(), counts.end()) > shown_of_a_level) {
        remarks.push_back(fmt::format("{}, of which GitHub shows the first {} of each level",
                                      count(items.size(), "finding"), shown_of_a_level));
    }
    if (std::string skipped = describe_skipped(document.summary); !skipped.empty())
        remarks.push_back(std::move(skipped));
    if (!document.undetermined.empty())
        remarks.push_back(describe_undetermined(document.undetermined));
    return fmt::format("{}", fmt::join(remarks, "; "));
}

void write(const Document& document, const Style&, std::ostream& out) {
    const std::vector<const Item*> items = worst_first(document);
    const std::string remark = remark_on(document, items);
    if (!remark.empty()) out << "::notice title=tlslint::" << coded(remark, in_message) << '\n';
    for (const Item* item : items) {
        out << "::" << level_of(item->severity) << ' ';
        if (item->place) out << place_of(*item->place);
        const std::string where = item->place ? "" : location(*item) + ": ";
        out << "title=" << coded(safe_text(item->rule->name), in_property)
            << "::" << coded(where + safe_text(sentences(*item)), in_message) << '\n';
    }
}

}  // namespace

namespace formats {
extern const Reporter github;
const Reporter github{"github", "annotations for GitHub Actions, the worst first", write};
}  // namespace formats
}  // namespace tlslint::report
