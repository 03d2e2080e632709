// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_report_support.hpp"
#include "audit/report/csv_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/metrics_support.hpp"
#include "audit/report/nagios_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/time_support.hpp"
#include "audit/report/words_support.hpp"
#include "audit/resolve.hpp"
#include "audit/version.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <ostream>

namespace tlslint {
namespace {

using report::count;
using report::Metric;
using report::printable;
using report::safe_text;

constexpr std::size_t most_expiries = 1000;  // series of certificates, the first to expire

std::int64_t signed_of(std::size_t value) {
    return static_cast<std::int64_t>(value);
}

std::string skipped_in_words(const FleetReport& report) {
    const fleet::Summary& summary = report.summary;
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (summary.failed > 0) add(count(summary.failed, "host") + " could not be audited");
    if (summary.unreadable > 0) add(count(summary.unreadable, "file") + " could not be read");
    if (summary.with_problems > 0)
        add(count(summary.with_problems, "file") + " understood only in part");
    if (!report.run.finished) add("the run is not finished");
    return text;
}

using Rules = std::map<std::string, std::shared_ptr<const report::RuleInfo>>;

report::Item item_of(const fleet::Cause& cause, Rules& rules) {
    const fleet::Cause::Wrong& worst = cause.wrong.front();
    auto& rule = rules[worst.rule];
    if (!rule) rule = std::make_shared<const report::RuleInfo>(rule_info(worst.rule));
    report::Item item;
    item.rule = rule;
    item.severity = worst.severity;
    item.message = worst.message;
    if (!cause.text.empty()) item.message += ": " + cause.text;
    for (std::size_t i = 1; i < cause.wrong.size(); ++i)
        item.message += "; " + cause.wrong[i].message;
    item.names.assign(cause.hosts.begin(), cause.hosts.end());
    item.endpoints = item.names;
    for (const auto& [host, spot] : cause.spots) {
        if (spot.file.empty()) continue;
        report::Place place;
        place.file = host + (spot.file.starts_with('/') ? "" : "/") + spot.file;
        place.deployed_path = spot.file;
        place.line = place.end_line = spot.line;
        place.column = place.end_column = spot.column;
        if (item.place) {
            item.related.push_back({std::move(place), "the same"});
        } else {
            item.place = std::move(place);
        }
    }
    if (!item.place) item.host = *cause.hosts.begin();
    item.better_remedy = worst.remedy;
    item.fingerprint = cause.id;
    return item;
}

report::MonitorState state_of(const FleetReport& report) {
    const fleet::Tally& findings = report.summary.findings;
    if (findings.errors > 0) return report::MonitorState::critical;
    const bool fails = (report.fail_on <= report::Severity::warning && findings.warnings > 0)
                       || (report.fail_on == report::Severity::info && findings.infos > 0);
    if (fails) return report::MonitorState::warning;
    return skipped_in_words(report).empty() ? report::MonitorState::ok
                                            : report::MonitorState::unknown;
}

Metric of_shares(std::string_view name, std::string_view help, std::string_view label,
                 const std::vector<fleet::Share>& shares) {
    Metric metric{name, help, {}};
    for (const fleet::Share& share : shares) {
        for (const auto& [severity, value] : {std::pair("error", share.findings.errors),
                                              std::pair("warning", share.findings.warnings),
                                              std::pair("info", share.findings.infos)})
            metric.samples.push_back(
                {{{label, share.name}, {"severity", severity}}, signed_of(value)});
    }
    return metric;
}

Metric of_usages(std::string_view name, std::string_view help, std::string_view label,
                 const std::vector<fleet::Usage>& usages) {
    Metric metric{name, help, {}};
    for (const fleet::Usage& usage : usages)
        metric.samples.push_back({{{label, usage.name}}, signed_of(usage.number)});
    return metric;
}

}  // namespace

report::RuleInfo rule_info(const std::string& name) {
    if (const Rule* const rule = rules::find(name)) return info_of(*rule);
    report::RuleInfo unknown;  // another version's
    unknown.name = name;
    return unknown;
}

report::Document document_of(const FleetReport& report) {
    const fleet::Summary& summary = report.summary;
    report::Document document;
    document.version = version;
    document.fail_on = report.fail_on;
    document.now = report.run.now.time_since_epoch().count();
    Rules rules;
    for (const fleet::Cause& cause : summary.causes)
        document.items.push_back(item_of(cause, rules));
    for (const report::Item& item : document.items) {
        switch (item.severity) {
        case report::Severity::error: ++document.summary.errors; break;
        case report::Severity::warning: ++document.summary.warnings; break;
        case report::Severity::info: ++document.summary.infos; break;
        }
    }
    document.summary.files = summary.files;
    document.summary.unreadable = summary.unreadable;
    document.summary.with_problems = summary.with_problems;
    document.summary.endpoints = summary.endpoints;
    document.summary.suppressed = summary.suppressed;
    for (const fleet::Failure& failure : summary.failures)
        document.failures.push_back(failure.host + ": " + failure.why);
    return document;
}

Result<bool> print_fleet_csv(const FleetReport& report, fleet::Store& store, std::ostream& out) {
    report::write_csv_row({"state", "severity", "rule", "message", "host", "group", "owner", "file",
                           "line", "column", "target", "address", "names", "configured", "observed",
                           "cause", "cause_text", "fingerprint"},
                          out);
    return for_each_finding(
        store, report,
        [&](const fleet::Host& host, const fleet::Finding& finding, std::string_view state) {
            const bool placed = !finding.file.empty();
            report::write_csv_row({std::string(state), std::string(report::spell(finding.severity)),
                                   printable(finding.rule), safe_text(finding.message),
                                   printable(host.name), printable(host.group),
                                   printable(host.owner), printable(finding.file),
                                   placed ? fmt::to_string(finding.line) : "",
                                   placed ? fmt::to_string(finding.column) : "",
                                   printable(finding.target), printable(finding.address),
                                   printable(fmt::format("{}", fmt::join(finding.names, "; "))),
                                   safe_text(finding.configured), safe_text(finding.observed),
                                   printable(fleet::cause_of(finding)),
                                   safe_text(finding.cause_text), printable(finding.fingerprint)},
                                  out);
        });
}

void print_fleet_metrics(const FleetReport& report, std::ostream& out) {
    const fleet::Summary& summary = report.summary;
    const auto write = [&](Metric metric) { report::write_metric(std::move(metric), out); };
    const auto one = [&](std::string_view name, std::string_view help, std::size_t value) {
        write({name, help, {{{}, signed_of(value)}}});
    };
    write(
        {"build_info", "The version that wrote this.", {{{{"version", std::string(version)}}, 1}}});
    Metric hosts{"fleet_hosts", "Hosts of a group, by what their audit came to.", {}};
    for (const fleet::Share& group : summary.groups) {
        for (const auto& [state, value] :
             {std::pair("clean", group.clean), std::pair("failed", group.failed),
              std::pair("findings", group.hosts - group.clean - group.failed)})
            hosts.samples.push_back({{{"group", group.name}, {"state", state}}, signed_of(value)});
    }
    write(std::move(hosts));
    write(of_shares("fleet_findings", "Findings in a group.", "group", summary.groups));
    write(of_shares("fleet_findings_by_owner", "Findings of an owner.", "owner", summary.owners));
    write(of_shares("fleet_findings_by_rule", "Findings of a rule.", "rule", summary.rules));
    one("fleet_causes", "Things to mend.", summary.causes.size());
    if (report.since)
        write({"fleet_changes",
               "Findings since an earlier run.",
               {{{{"state", "new"}}, signed_of(report.changes.added.size())},
                {{{"state", "mended"}}, signed_of(report.changes.mended.size())},
                {{{"state", "unchanged"}}, signed_of(report.changes.unchanged)},
                {{{"state", "unseen"}}, signed_of(report.changes.unseen)}}});
    one("fleet_endpoints", "TLS endpoints.", summary.endpoints);
    write(of_usages("fleet_endpoints_by_version", "Endpoints that speak a version.", "version",
                    summary.versions));
    Metric policies{"fleet_policy_endpoints", "Endpoints that keep a policy, or do not.", {}};
    for (const fleet::Compliance& entry : summary.compliance) {
        for (const auto& [word, value] :
             {std::pair("true", entry.complies), std::pair("false", entry.violates),
              std::pair("unknown", entry.undecided)})
            policies.samples.push_back(
                {{{"group", entry.group}, {"policy", entry.policy}, {"complies", word}},
                 signed_of(value)});
    }
    write(std::move(policies));
    one("fleet_certificates", "Certificates, each once.", summary.certificates.size());
    one("fleet_certificates_expired", "Of these, expired.", summary.expired);
    one("fleet_shared_keys", "Keys that more than one host has.", summary.shared_keys.size());
    Metric ends{"fleet_cert_not_after_seconds",
                "When the next certificates expire, in seconds since 1970.",
                {}};
    for (const fleet::KnownCertificate& certificate : summary.certificates) {
        if (!certificate.not_after || ends.samples.size() == most_expiries) break;
        ends.samples.push_back({{{"subject", certificate.subject}, {"sha256", certificate.sha256}},
                                certificate.not_after->time_since_epoch().count()});
    }
    write(std::move(ends));
    one("fleet_files_unreadable", "Files that could not be read.", summary.unreadable);
    write({"fleet_last_run_timestamp_seconds",
           "The date that the run judged for, in seconds since 1970.",
           {{{}, report.run.now.time_since_epoch().count()}}});
}

void print_fleet_monitor(const FleetReport& report, std::ostream& out) {
    const fleet::Summary& summary = report.summary;
    const fleet::Tally& findings = summary.findings;
    report::MonitorOutput output{
        .state = state_of(report), .text = "", .perfdata = {}, .lines = {}};
    output.text =
        fmt::format("{} of {} clean", summary.clean, count(summary.hosts - summary.failed, "host"));
    const auto add = [&](std::size_t number, std::string_view noun) {
        if (number > 0) output.text += ", " + count(number, noun);
    };
    add(findings.errors, "error");
    add(findings.warnings, "warning");
    add(findings.infos, "info");
    if (report.since)
        output.text += fmt::format(", {} new since {}", report.changes.added.size(),
                                   printable(report.since->id));
    if (const std::string skipped = skipped_in_words(report); !skipped.empty())
        output.text += ", " + skipped;
    output.perfdata = {
        {"hosts", signed_of(summary.hosts)},
        {"failed", signed_of(summary.failed)},
        {"clean", signed_of(summary.clean)},
        {"errors", signed_of(findings.errors), "", "0"},
        {"warnings", signed_of(findings.warnings),
         report.fail_on <= report::Severity::warning ? "0" : ""},
        {"infos", signed_of(findings.infos), report.fail_on == report::Severity::info ? "0" : ""},
        {"causes", signed_of(summary.causes.size())},
        {"expired", signed_of(summary.expired)}};
    if (report.since) output.perfdata.push_back({"new", signed_of(report.changes.added.size())});
    for (const fleet::Cause& cause : summary.causes) {
        const fleet::Cause::Wrong& worst = cause.wrong.front();
        output.lines.push_back(fmt::format("{}: {} [{}] on {}: {}", report::spell(worst.severity),
                                           safe_text(worst.message), printable(worst.rule),
                                           count(cause.hosts.size(), "host"),
                                           printable(*cause.hosts.begin())));
    }
    report::write_monitor_output(output, out);
}

Exit monitor_status(const FleetReport& report) {
    return static_cast<Exit>(state_of(report));
}

}  // namespace tlslint
