// SPDX-License-Identifier: Apache-2.0
// A check of Nagios, Icinga and their kin, with the exit status that those expect: errors are
// critical, whatever else the run fails for is a warning, what was not read is unknown.
#include "audit/report/escape_support.hpp"
#include "audit/report/nagios_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/report.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/time_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tlslint::report {
namespace {

MonitorState state_of(const Document& document) {
    const Summary& summary = document.summary;
    if (summary.errors > 0) return MonitorState::critical;
    const bool fails = (document.fail_on <= Severity::warning && summary.warnings > 0)
                       || (document.fail_on == Severity::info && summary.infos > 0);
    if (fails) return MonitorState::warning;
    const bool skipped =
        !document.failures.empty() || summary.unreadable > 0 || summary.with_problems > 0;
    return skipped ? MonitorState::unknown : MonitorState::ok;
}

std::string describe(const Document& document, const std::vector<const Item*>& items) {
    const Summary& summary = document.summary;
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    for (const std::string& failure : document.failures) add(safe_text(failure));
    if (!document.failures.empty() && summary.files == 0) return text;
    if (summary.errors > 0) add(count(summary.errors, "error"));
    if (summary.warnings > 0) add(count(summary.warnings, "warning"));
    if (summary.infos > 0) add(count(summary.infos, "info"));
    if (items.empty()) add("nothing to report");
    text += fmt::format(" in {}, {}", count(summary.files, "file"),
                        count(summary.endpoints, "endpoint"));
    if (const std::string skipped = describe_skipped(summary); !skipped.empty()) add(skipped);
    if (!items.empty()) text += "; first: " + safe_text(items.front()->message);
    return text;
}

/// Whole days until the first certificate expires.
std::optional<std::int64_t> days_left(const Document& document) {
    std::optional<std::int64_t> first;
    for (const Certificate& certificate : document.certificates) {
        if (certificate.not_after)
            first = std::min(first.value_or(*certificate.not_after), *certificate.not_after);
    }
    if (!first) return std::nullopt;
    return days_between(document.now, *first);
}

std::vector<Perfdata> figures_of(const Document& document) {
    const Summary& summary = document.summary;
    const auto number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
    std::vector<Perfdata> figures{
        {"errors", number(summary.errors), "", "0"},
        {"warnings", number(summary.warnings), document.fail_on <= Severity::warning ? "0" : ""},
        {"infos", number(summary.infos), document.fail_on == Severity::info ? "0" : ""},
        {"undetermined", number(summary.undetermined)},
        {"unreadable", number(summary.unreadable)},
        {"files", number(summary.files)},
        {"endpoints", number(summary.endpoints)}};
    if (const auto days = days_left(document)) figures.push_back({"days_left", *days, "", "", ""});
    return figures;
}

void write(const Document& document, const Style&, std::ostream& out) {
    const std::vector<const Item*> items = worst_first(document);
    MonitorOutput output{.state = state_of(document),
                         .text = describe(document, items),
                         .perfdata = figures_of(document),
                         .lines = {}};
    for (const Item* item : items)
        output.lines.push_back(fmt::format("{}: {}: {} [{}]", location(*item),
                                           spell(item->severity), safe_text(item->message),
                                           printable(item->rule->name)));
    write_monitor_output(output, out);
}

int status(const Document& document) {
    return static_cast<int>(state_of(document));
}

}  // namespace

namespace formats {
extern const Reporter nagios;
const Reporter nagios{"nagios", "a check of Nagios or Icinga, with their exit status", write, false,
                      status};
}  // namespace formats
}  // namespace tlslint::report
