// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_report_support.hpp"
#include "audit/report/page_support.hpp"
#include "audit/report/time_support.hpp"
#include "audit/report/words_support.hpp"
#include "audit/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

using report::Chart;
using report::grouped;
using report::PageTable;
using Colour = report::Tone;

constexpr std::size_t most_causes = 12, most_members = 100, most_bars = 12, most_rows = 50;

std::int64_t seconds_of(fleet::Time time) {
    return time.time_since_epoch().count();
}

std::string name_or(const std::string& name, std::string_view none) {
    return name.empty() ? std::string(none) : name;
}

void cut_bars(Chart& chart) {
    if (chart.rows.size() <= most_bars) return;
    chart.about = fmt::format("the first {} of {}", most_bars, grouped(chart.rows.size()));
    chart.rows.resize(most_bars);
}

/// Findings by severity of each rule, group or owner.
Chart of_shares(std::string title, std::string field, std::string_view none,
                std::vector<fleet::Share> shares) {
    std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) {
        return std::pair(a.findings.errors, a.findings.all())
               > std::pair(b.findings.errors, b.findings.all());
    });
    Chart chart{.title = std::move(title), .field = std::move(field)};
    chart.series = {
        {"errors", Colour::error}, {"warnings", Colour::warning}, {"infos", Colour::info}};
    for (const fleet::Share& share : shares)
        chart.rows.push_back(
            {name_or(share.name, none),
             {share.findings.errors, share.findings.warnings, share.findings.infos},
             ""});
    cut_bars(chart);
    return chart;
}

bool is_obsolete(const std::string& version) {
    return version != "TLSv1.2" && version != "TLSv1.3";
}

Chart of_usages(std::string title, std::string about, const std::vector<fleet::Usage>& usages,
                std::string_view none) {
    Chart chart{.title = std::move(title), .about = std::move(about)};
    chart.series = {{"", Colour::neutral}};
    for (const fleet::Usage& usage : usages)
        chart.rows.push_back({name_or(usage.name, none), {usage.number}, ""});
    cut_bars(chart);
    return chart;
}

/// Obsolete ones in another colour.
Chart versions_of(const fleet::Summary& summary) {
    Chart chart{.title = "Versions", .about = "endpoints that speak each"};
    chart.series = {{"current", Colour::good}, {"obsolete", Colour::error}};
    for (const fleet::Usage& usage : summary.versions) {
        const bool old = is_obsolete(usage.name);
        chart.rows.push_back({usage.name, {old ? 0 : usage.number, old ? usage.number : 0}, ""});
    }
    if (summary.versions_unknown > 0)
        chart.about += fmt::format("; unknown of {}", grouped(summary.versions_unknown));
    return chart;
}

Chart weeks_of(const fleet::Summary& summary) {
    Chart chart{.kind = Chart::Kind::columns,
                .title = "Certificates expire",
                .about = "by the week that begins on that Monday"};
    if (summary.expire_later > 0)
        chart.about += fmt::format("; {} later", grouped(summary.expire_later));
    chart.series = {{"expired", Colour::error}, {"soon", Colour::warning}, {"later", Colour::info}};
    if (summary.expired > 0) chart.rows.push_back({"expired", {summary.expired, 0, 0}, ""});
    for (std::size_t i = 0; i < summary.weeks.size(); ++i) {
        const std::size_t number = summary.weeks[i].certificates;
        chart.rows.push_back({report::date_text(seconds_of(summary.weeks[i].monday)).substr(5),
                              {0, i < 4 ? number : 0, i < 4 ? 0 : number},
                              ""});
    }
    return chart;
}

Chart compliance_of(const fleet::Summary& summary) {
    Chart chart{.title = "Endpoints that keep the policy"};
    chart.series = {
        {"comply", Colour::good}, {"do not", Colour::error}, {"undecided", Colour::faint}};
    const std::string& first = summary.compliance.front().policy;
    const bool same = std::all_of(summary.compliance.begin(), summary.compliance.end(),
                                  [&](const auto& entry) { return entry.policy == first; });
    if (same) chart.about = first;
    for (const fleet::Compliance& entry : summary.compliance)
        chart.rows.push_back(
            {name_or(entry.group, "no group") + (same ? "" : ": " + entry.policy),
             {entry.complies, entry.violates, entry.undecided},
             fmt::format("{} of {}", grouped(entry.complies),
                         grouped(entry.complies + entry.violates + entry.undecided))});
    cut_bars(chart);
    return chart;
}

std::vector<Chart> charts_of(const fleet::Summary& summary) {
    std::vector<Chart> charts;
    if (!summary.certificates.empty()) charts.push_back(weeks_of(summary));
    if (!summary.rules.empty()) charts.push_back(of_shares("By rule", "rule", "", summary.rules));
    if (summary.groups.size() > 1)
        charts.push_back(of_shares("By group", "group", "no group", summary.groups));
    if (summary.owners.size() > 1)
        charts.push_back(of_shares("By owner", "owner", "no owner", summary.owners));
    if (!summary.versions.empty()) charts.push_back(versions_of(summary));
    if (!summary.compliance.empty()) charts.push_back(compliance_of(summary));
    if (!summary.suites.empty())
        charts.push_back(of_usages("Suites", "endpoints that offer each", summary.suites, ""));
    if (!summary.issuers.empty())
        charts.push_back(
            of_usages("Issuers", "certificates", summary.issuers, "themselves (self-signed)"));
    if (!summary.servers.empty())
        charts.push_back(of_usages("Servers", "configurations", summary.servers, ""));
    return charts;
}

PageTable certificates_of(const FleetReport& report) {
    PageTable table{.title = "Certificates",
                    .about = "the first to expire first",
                    .heads = {"expires", "subject", "issuer", "key", "endpoints", "hosts"}};
    for (const fleet::KnownCertificate& certificate : report.summary.certificates) {
        if (table.rows.size() == most_rows) break;
        const report::Expiry expiry = report::expiry_of(
            certificate.not_after ? std::optional(seconds_of(*certificate.not_after))
                                  : std::nullopt,
            seconds_of(report.run.now));
        table.rows.push_back({{expiry.text, expiry.tone},
                              {certificate.subject},
                              {name_or(certificate.issuer, "itself")},
                              {certificate.key},
                              {grouped(certificate.endpoints)},
                              {grouped(certificate.hosts.size())}});
    }
    table.more = report.summary.certificates.size() - table.rows.size();
    return table;
}

std::vector<std::string> some_of(const std::set<std::string>& names) {
    const auto end =
        std::next(names.begin(), static_cast<std::ptrdiff_t>(std::min(names.size(), most_members)));
    return {names.begin(), end};
}

PageTable shared_keys_of(const fleet::Summary& summary) {
    PageTable table{.title = "Keys that several hosts have",
                    .about = "who gets into one of them can pose as all",
                    .heads = {"certificates for", "key", "its id", "hosts", ""}};
    for (const fleet::SharedKey& key : summary.shared_keys) {
        if (table.rows.size() == most_rows) break;
        table.rows.push_back(
            {{report::list_of({key.subjects.begin(), key.subjects.end()})},
             {key.key},
             {key.key_id.substr(0, 16)},
             {grouped(key.hosts.size())},
             {report::list_of({key.hosts.begin(), key.hosts.end()}), Colour::faint}});
    }
    table.more = summary.shared_keys.size() - table.rows.size();
    return table;
}

PageTable clauses_of(const fleet::Summary& summary) {
    PageTable table{.title = "What keeps endpoints from their policy",
                    .about = "clauses, and how many endpoints break them",
                    .heads = {"group", "policy", "clauses"}};
    for (const fleet::Compliance& entry : summary.compliance) {
        if (entry.clauses.empty()) continue;
        if (table.rows.size() == most_rows) {
            ++table.more;
            continue;
        }
        table.rows.push_back({{name_or(entry.group, "no group")},
                              {entry.policy},
                              {fleet::clauses_in_words(entry, most_bars)}});
    }
    return table;
}

PageTable failures_of(const fleet::Summary& summary) {
    PageTable table{.title = "Not audited", .about = "", .heads = {"host", "why"}};
    for (const fleet::Failure& failure : summary.failures) {
        if (table.rows.size() == most_rows) break;
        table.rows.push_back({{failure.host}, {failure.why, Colour::warning}});
    }
    table.more = summary.failures.size() - table.rows.size();
    return table;
}

std::vector<report::PageCause> causes_of(const fleet::Summary& summary) {
    std::vector<report::PageCause> causes;
    for (const fleet::Cause& cause : summary.causes) {
        if (causes.size() == most_causes) break;
        const fleet::Cause::Wrong& worst = cause.wrong.front();
        std::string title = worst.message;
        for (std::size_t i = 1; i < cause.wrong.size(); ++i) title += "; " + cause.wrong[i].message;
        causes.push_back(
            {.severity = worst.severity,
             .title = std::move(title),
             .subject = cause.text,
             .rule = worst.rule,
             .number = cause.hosts.size(),
             .unit = "host",
             .members = some_of(cause.hosts),
             .remedy = worst.remedy.empty() ? rule_info(worst.rule).remedy : worst.remedy,
             .cause = cause.id});
    }
    return causes;
}

std::vector<report::PageTile> tiles_of(const FleetReport& report) {
    const fleet::Summary& summary = report.summary;
    const auto tone = [](std::size_t number, Colour some) {
        return number > 0 ? some : Colour::good;
    };
    std::vector<report::PageTile> tiles{
        {grouped(summary.hosts), "hosts", fmt::format("{} clean", grouped(summary.clean)),
         Colour::neutral},
        {grouped(summary.findings.errors), "errors", "",
         tone(summary.findings.errors, Colour::error)},
        {grouped(summary.findings.warnings), "warnings", "",
         tone(summary.findings.warnings, Colour::warning)},
        {grouped(summary.findings.infos), "infos", "", Colour::info},
        {grouped(summary.causes.size()), "things to mend", "", Colour::neutral}};
    if (report.since) {
        tiles.push_back({grouped(report.changes.added.size()), "new", "",
                         tone(report.changes.added.size(), Colour::error)});
        tiles.push_back({grouped(report.changes.mended.size()), "mended", "", Colour::good});
    }
    tiles.push_back({grouped(summary.endpoints), "endpoints", "", Colour::neutral});
    tiles.push_back({grouped(summary.certificates.size()), "certificates",
                     fmt::format("{} expired", grouped(summary.expired)),
                     summary.expired > 0 ? Colour::error : Colour::neutral});
    return tiles;
}

std::vector<std::string> notes_of(const FleetReport& report) {
    const fleet::Summary& summary = report.summary;
    std::vector<std::string> notes;
    if (summary.failed > 0)
        notes.push_back(report::count(summary.failed, "host") + " could not be audited");
    if (!report.run.finished) notes.emplace_back("the run is not finished");
    if (report.changes.unseen > 0)
        notes.push_back(fmt::format("{} of {} are on hosts that were not audited this time",
                                    report::count(report.changes.unseen, "finding"),
                                    report.since->id));
    return notes;
}

}  // namespace

Result<bool> print_fleet_page(const FleetReport& report, fleet::Store& store, std::ostream& out) {
    const fleet::Summary& summary = report.summary;
    report::Page page{.title = fmt::format("TLS of {} host{}", grouped(summary.hosts),
                                           summary.hosts == 1 ? "" : "s"),
                      .subtitle = fmt::format("run {}, judged for {}", report.run.id,
                                              report::date_text(seconds_of(report.run.now))),
                      .notes = notes_of(report),
                      .tiles = tiles_of(report),
                      .causes_title = "What to mend first",
                      .causes = causes_of(summary),
                      .charts = charts_of(summary),
                      .version = std::string(version)};
    page.more_causes = summary.causes.size() - page.causes.size();
    if (!report.run.policy.empty()) page.subtitle += " by " + report.run.policy;
    if (report.since) page.subtitle += ", compared with " + report.since->id;
    if (const std::string scope = report.scope.in_words(); !scope.empty())
        page.subtitle += "; only " + scope;
    if (!summary.certificates.empty()) page.tables.push_back(certificates_of(report));
    if (!summary.shared_keys.empty()) page.tables.push_back(shared_keys_of(summary));
    if (PageTable clauses = clauses_of(summary); !clauses.rows.empty())
        page.tables.push_back(std::move(clauses));
    if (!summary.failures.empty()) page.tables.push_back(failures_of(summary));
    for (const fleet::Share& rule : summary.rules) page.rules.push_back(rule_info(rule.name));
    const auto done = for_each_finding(
        store, report,
        [&](const fleet::Host& host, const fleet::Finding& finding, std::string_view state) {
            std::string detail;
            if (!finding.configured.empty()) detail = "configured: " + finding.configured;
            if (!finding.observed.empty())
                detail += (detail.empty() ? "observed: " : "; observed: ") + finding.observed;
            const bool placed = !finding.file.empty();
            page.findings.add({.severity = finding.severity,
                               .state = std::string(state),
                               .rule = finding.rule,
                               .message = finding.message,
                               .host = host.name,
                               .group = host.group,
                               .owner = host.owner,
                               .place = placed ? fmt::format("{}:{}:{}", finding.file, finding.line,
                                                             finding.column)
                                               : finding.target,
                               .names = report::list_of(finding.names),
                               .cause = fleet::cause_of(finding),
                               .source = finding.cause_text,
                               .remedy = finding.remedy,
                               .detail = std::move(detail)});
        });
    if (!done) return done;
    report::write_page(page, out);
    return true;
}

}  // namespace tlslint
