// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_report_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/cli/selection_support.hpp"
#include "audit/fleet/store.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tlslint {
namespace {

constexpr std::string_view formats[] = {"text",  "json",       "csv",    "markdown",
                                        "sarif", "prometheus", "nagios", "html"};

Result<bool> print(const FleetReport& report, std::string_view format, fleet::Store& store,
                   const CardStyle& style, std::ostream& out) {
    if (format == "csv") return print_fleet_csv(report, store, out);
    if (format == "html") return print_fleet_page(report, store, out);
    if (format == "json") {
        print_fleet_json(report, out);
    } else if (format == "prometheus") {
        print_fleet_metrics(report, out);
    } else if (format == "nagios") {
        print_fleet_monitor(report, out);
    } else if (format == "text") {
        print_fleet_text(report, style, out);
    } else {
        reporter_named(format)->write(document_of(report), {}, out);
    }
    return true;
}

Exit run(const Options& options, Io& io) {
    const auto outputs = outputs_of(options, formats, io);
    if (!outputs) return Exit::failed;
    const auto fail = [&](const std::string& message) { return give_up(message, options, io); };
    Result<fleet::Store> store = fleet::Store::open(options.store, fleet::Access::read);
    if (!store) return fail(store.error());
    const Result<FleetReport> report = read_fleet_report(*store, options);
    if (!report) return fail(report.error());
    bool monitors = false;
    for (const OutputChoice& output : *outputs) {
        Result<bool> printed = true;
        const auto write = [&](std::ostream& out, bool colour) {
            printed = print(*report, output.format, *store, {colour, io.width}, out);
            // Half a report does not replace a file.
            if (!printed && !output.file.empty()) out.setstate(std::ios::failbit);
        };
        const bool written = write_output(output.file, options, io, write);
        if (!printed) return fail(printed.error());
        if (!written) return fail(fmt::format("cannot write {}", output.file));
        monitors = monitors || output.format == "nagios";
    }
    if (monitors) return monitor_status(*report);
    const fleet::Tally& findings = report->summary.findings;
    const report::Summary counts{
        .errors = findings.errors, .warnings = findings.warnings, .infos = findings.infos};
    return reaches(counts, options.fail_on.empty() ? "warning" : options.fail_on) ? Exit::findings
                                                                                  : Exit::clean;
}

constexpr std::string_view options[] = {"store",  "of-run", "since",  "group", "owner",
                                        "select", "format", "output", "color", "fail-on"};

}  // namespace

namespace commands {
extern const Command fleet_report;
const Command fleet_report{.name = "fleet report",
                           .summary = "what to mend first, and how the fleet stands",
                           .options = options,
                           .run = run};
}  // namespace commands
}  // namespace tlslint
