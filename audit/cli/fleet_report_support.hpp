// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/card_support.hpp"
#include "audit/cli/command.hpp"
#include "audit/fleet/changes.hpp"
#include "audit/fleet/summary.hpp"
#include "audit/report/report.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What `tlslint fleet report` says, in each of its formats.
namespace tlslint {

/// Which hosts and findings of a run a report is about.
struct FleetScope {
    std::vector<std::string> groups, owners;  // empty: all
    std::vector<std::string> rules;           // patterns; empty: all

    [[nodiscard]] bool has(const fleet::Host& host) const;
    [[nodiscard]] bool has(const fleet::Finding& finding) const;
    [[nodiscard]] bool is_all() const { return groups.empty() && owners.empty() && rules.empty(); }
    /// "group shop, rules protocol/*", "" for everything.
    [[nodiscard]] std::string in_words() const;
};

/// A finding and what became of it: "new", "unchanged", "mended"; "" where nothing is compared.
using VisitFinding =
    std::function<void(const fleet::Host&, const fleet::Finding&, std::string_view state)>;

struct FleetReport {
    fleet::Run run;
    fleet::Summary summary;
    FleetScope scope;
    std::optional<fleet::Run> since;
    fleet::Changes changes;  // since then
    report::Severity fail_on = report::Severity::warning;
};

Result<FleetScope> fleet_scope_of(const Options& options);
Result<FleetReport> read_fleet_report(fleet::Store& store, const Options& options);
/// Every finding of the report's scope, in the order of hosts, then the mended ones.
Result<bool> for_each_finding(fleet::Store& store, const FleetReport& report,
                              const VisitFinding& visit);

void print_fleet_text(const FleetReport& report, const CardStyle& style, std::ostream& out);
void print_fleet_json(const FleetReport& report, std::ostream& out);
Result<bool> print_fleet_csv(const FleetReport& report, fleet::Store& store, std::ostream& out);
void print_fleet_metrics(const FleetReport& report, std::ostream& out);
Result<bool> print_fleet_page(const FleetReport& report, fleet::Store& store, std::ostream& out);
void print_fleet_monitor(const FleetReport& report, std::ostream& out);
/// The exit status that goes with it.
Exit monitor_status(const FleetReport& report);

/// The causes as findings of one document, the hosts in place of endpoints: for the formats that
/// `check` has too.
report::Document document_of(const FleetReport& report);

/// For JSON.
nlohmann::ordered_json json_of(const fleet::Host& host, const fleet::Finding& finding);
nlohmann::ordered_json json_of(const fleet::Run& run);
/// One host, with everything: for `tlslint fleet show`.
void print_fleet_host(const fleet::HostResult& result, const fleet::Run& run, std::ostream& out);
/// What is new and mended, as one object.
void write_changes(const fleet::Changes& changes, std::ostream& out);

/// What all findings of a rule have in common; of one that this version has not, its name.
report::RuleInfo rule_info(const std::string& name);

/// "web-001/etc/nginx/nginx.conf:12:19"; of a live finding the endpoint.
std::string place_of(const fleet::Host& host, const fleet::Finding& finding);

}  // namespace tlslint
