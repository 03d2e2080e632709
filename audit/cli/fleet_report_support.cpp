// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_report_support.hpp"

#include "audit/resolve.hpp"
#include "parsers/text/nearest.hpp"
#include "rules/engine/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tlslint {
namespace {

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

// The host with what the report is about; nothing of a host that it is not about.
std::optional<fleet::HostResult> narrowed(const fleet::HostResult& result,
                                          const FleetScope& scope) {
    if (!scope.has(result.host)) return std::nullopt;
    fleet::HostResult kept = result;
    auto& findings = kept.audit.findings;
    findings.erase(std::remove_if(findings.begin(), findings.end(),
                                  [&](const auto& finding) { return !scope.has(finding); }),
                   findings.end());
    auto& questions = kept.audit.undetermined;
    questions.erase(std::remove_if(questions.begin(), questions.end(),
                                   [&](const auto& each) {
                                       return !scope.has(fleet::Finding{.rule = each.rule});
                                   }),
                    questions.end());
    return kept;
}

void narrow(fleet::Changes& changes, const FleetScope& scope) {
    for (auto* list : {&changes.added, &changes.mended}) {
        list->erase(std::remove_if(list->begin(), list->end(),
                                   [&](const fleet::HostFinding& each) {
                                       return !scope.has(each.host) || !scope.has(each.finding);
                                   }),
                    list->end());
    }
}

// New findings, by host and identity: as many of each as there are.
using Fresh = std::map<std::pair<std::string, std::string>, std::size_t>;

Fresh fresh_of(const fleet::Changes& changes) {
    Fresh fresh;
    for (const fleet::HostFinding& each : changes.added)
        ++fresh[{each.host.name, fleet::identity_of(each.finding)}];
    return fresh;
}

/// What is wrong with names that were asked for and that no host has, with a hint; "" if all are
/// there.
std::string complaint_about(std::string_view noun, const std::vector<std::string>& asked,
                            const std::set<std::string>& there, const std::string& run) {
    for (const std::string& name : asked) {
        if (there.contains(name)) continue;
        Nearest nearest(name);
        std::string likely;
        for (const std::string& each : there) {
            if (nearest.offer(each)) likely = each;
        }
        return fmt::format("no host of run {} has the {} \"{}\"{}", run, noun, name,
                           likely.empty() ? "" : fmt::format("; did you mean {}?", likely));
    }
    return "";
}

}  // namespace

bool FleetScope::has(const fleet::Host& host) const {
    return is_among(groups, host.group) && is_among(owners, host.owner);
}

bool FleetScope::has(const fleet::Finding& finding) const {
    return rules.empty() || std::any_of(rules.begin(), rules.end(), [&](const std::string& rule) {
               return names_rule(rule, finding.rule);
           });
}

std::string FleetScope::in_words() const {
    std::string text;
    const auto add = [&](std::string_view noun, const std::vector<std::string>& names) {
        if (names.empty()) return;
        text += fmt::format("{}{}{} {}", text.empty() ? "" : ", ", noun,
                            names.size() == 1 ? "" : "s", fmt::join(names, " "));
    };
    add("group", groups);
    add("owner", owners);
    add("rule", rules);
    return text;
}

Result<FleetScope> fleet_scope_of(const Options& options) {
    for (const std::string& pattern : options.select) {
        if (std::string wrong = complaint_about_pattern(pattern); !wrong.empty())
            return Error{"--select " + wrong};
    }
    return FleetScope{options.groups, options.owners, options.select};
}

Result<FleetReport> read_fleet_report(fleet::Store& store, const Options& options) {
    FleetReport report;
    Result<FleetScope> scope = fleet_scope_of(options);
    if (!scope) return Error{scope.error()};
    report.scope = std::move(*scope);
    if (const auto asked = severity_named(options.fail_on)) report.fail_on = severity_of(*asked);
    Result<fleet::Run> run = store.run(options.run);
    if (!run) return Error{run.error()};
    report.run = std::move(*run);
    if (!options.since.empty()) {
        Result<fleet::Run> since = store.run(options.since);
        if (!since) return Error{since.error()};
        Result<fleet::Changes> changes = fleet::changes_between(store, since->id, report.run.id);
        if (!changes) return Error{changes.error()};
        report.since = std::move(*since);
        report.changes = std::move(*changes);
        narrow(report.changes, report.scope);
    }
    fleet::Summariser summariser(report.run.now);
    std::set<std::string> groups, owners;
    const auto done = store.for_each_host(report.run.id, [&](const fleet::HostResult& result) {
        groups.insert(result.host.group);
        owners.insert(result.host.owner);
        if (report.scope.is_all()) {
            summariser.add(result);
        } else if (const auto kept = narrowed(result, report.scope)) {
            summariser.add(*kept);
        }
        return true;
    });
    if (!done) return Error{done.error()};
    for (std::string wrong : {complaint_about("group", report.scope.groups, groups, report.run.id),
                              complaint_about("owner", report.scope.owners, owners, report.run.id)})
        if (!wrong.empty()) return Error{std::move(wrong)};
    report.summary = summariser.finish();
    // What is new of a scope is known by what it has; all else there was before.
    if (report.since && !report.scope.is_all())
        report.changes.unchanged = report.summary.findings.all() - report.changes.added.size();
    return report;
}

std::string place_of(const fleet::Host& host, const fleet::Finding& finding) {
    if (finding.file.empty())
        return host.name + (finding.address.empty() ? "" : fmt::format(" ({})", finding.address));
    return fmt::format("{}{}{}:{}:{}", host.name, finding.file.starts_with('/') ? "" : "/",
                       finding.file, finding.line, finding.column);
}

Result<bool> for_each_finding(fleet::Store& store, const FleetReport& report,
                              const VisitFinding& visit) {
    Fresh fresh = fresh_of(report.changes);
    const auto done = store.for_each_host(report.run.id, [&](const fleet::HostResult& result) {
        if (!report.scope.has(result.host)) return true;
        for (const fleet::Finding& finding : result.audit.findings) {
            if (!report.scope.has(finding)) continue;
            std::string_view state = report.since ? "unchanged" : "";
            const auto found = fresh.find({result.host.name, fleet::identity_of(finding)});
            if (found != fresh.end() && found->second > 0) {
                --found->second;
                state = "new";
            }
            visit(result.host, finding, state);
        }
        return true;
    });
    if (!done) return done;
    for (const fleet::HostFinding& each : report.changes.mended)
        visit(each.host, each.finding, "mended");
    return true;
}

}  // namespace tlslint
