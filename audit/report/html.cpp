// SPDX-License-Identifier: Apache-2.0
// The page of one run: what to mend first, a few charts, and every finding in a list to search.
#include "audit/report/escape_support.hpp"
#include "audit/report/page_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/report.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/summary_support.hpp"
#include "audit/report/time_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>

namespace tlslint::report {
namespace {

constexpr std::size_t most_causes = 10;
constexpr std::size_t most_members = 40;  // named of a cause
constexpr std::size_t most_bars = 12;     // of a chart
constexpr std::size_t most_certificates = 50;

std::string detail_of(const Item& item) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
    if (item.configured) add("configured: " + *item.configured);
    if (item.observed) add("observed: " + *item.observed);
    for (const std::string& sentence : item.provenance) add(sentence);
    for (const Related& related : item.related)
        add(fmt::format("{}: {}", location(related.place), related.message));
    if (item.suppression) add("suppressed " + spell(*item.suppression));
    return text;
}

PageFinding row_of(const Item& item) {
    return {.severity = item.severity,
            .state = item.suppression ? "suppressed" : "",
            .rule = item.rule->name,
            .message = item.message,
            .host = item.host.value_or(""),
            .place = location(item),
            .names = list_of(item.names),
            .source = item.place ? item.place->source : "",
            .remedy = item.remedy(),
            .detail = detail_of(item)};
}

/// The worst, and of these what touches most.
std::vector<PageCause> causes_of(const std::vector<const Item*>& worst) {
    std::vector<const Item*> items = worst;
    std::stable_sort(items.begin(), items.end(), [](const Item* a, const Item* b) {
        return std::pair(a->severity, a->endpoints.size())
               > std::pair(b->severity, b->endpoints.size());
    });
    std::vector<PageCause> causes;
    for (const Item* item : items) {
        if (causes.size() == most_causes || item->severity == Severity::info) break;
        const auto shown = std::min(item->names.size(), most_members);
        causes.push_back({.severity = item->severity,
                          .title = item->message,
                          .subject = location(*item),
                          .rule = item->rule->name,
                          .number = item->endpoints.size(),
                          .unit = "endpoint",
                          .members = {item->names.begin(),
                                      item->names.begin() + static_cast<std::ptrdiff_t>(shown)},
                          .remedy = item->remedy(),
                          .cause = ""});
    }
    return causes;
}

/// Findings by what `key` says of them, the longest bar first.
template <class Key>
Chart bars_by(std::string title, std::string field, const std::vector<const Item*>& items,
              const Key& key) {
    std::map<std::string, std::vector<std::size_t>> counts;
    for (const Item* item : items) {
        std::vector<std::size_t>& row = counts.try_emplace(key(*item), 3).first->second;
        ++row[static_cast<std::size_t>(Severity::error) - static_cast<std::size_t>(item->severity)];
    }
    Chart chart{.title = std::move(title), .field = std::move(field)};
    chart.series = {{"errors", Tone::error}, {"warnings", Tone::warning}, {"infos", Tone::info}};
    for (auto& [label, values] : counts) chart.rows.push_back({label, values, ""});
    std::stable_sort(chart.rows.begin(), chart.rows.end(),
                     [](const auto& a, const auto& b) { return a.values > b.values; });
    if (chart.rows.size() > most_bars) {
        chart.about = fmt::format("the first {} of {}", most_bars, chart.rows.size());
        chart.rows.resize(most_bars);
    }
    return chart;
}

std::string category_of(const Item& item) {
    return item.rule->name.substr(0, item.rule->name.find('/'));
}

/// Endpoints that keep each policy.
Chart compliance_of(const std::vector<Compliance>& entries) {
    std::map<std::string, std::array<std::size_t, 3>> policies;
    for (const Compliance& entry : entries)
        ++policies[entry.policy][!entry.complies ? 2 : *entry.complies ? 0 : 1];
    Chart chart{.title = "Endpoints that keep the policy"};
    chart.series = {{"comply", Tone::good}, {"do not", Tone::error}, {"undecided", Tone::faint}};
    for (const auto& [policy, counts] : policies) {
        const auto [keep, miss, unknown] = counts;
        chart.rows.push_back(
            {policy, {keep, miss, unknown}, fmt::format("{} of {}", keep, keep + miss + unknown)});
    }
    return chart;
}

PageTable certificates_of(const Document& document) {
    std::vector<const Certificate*> sorted;
    for (const Certificate& certificate : document.certificates) sorted.push_back(&certificate);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
        return a->not_after.value_or(0) < b->not_after.value_or(0);
    });
    PageTable table{.title = "Certificates",
                    .about = "the first to expire first",
                    .heads = {"expires", "subject", "issuer", "key", "endpoints", "file"}};
    for (const Certificate* certificate : sorted) {
        if (table.rows.size() == most_certificates) break;
        const Expiry expiry = expiry_of(certificate->not_after, document.now);
        table.rows.push_back(
            {{expiry.text, expiry.tone},
             {certificate->subject},
             {certificate->issuer == certificate->subject ? "itself" : certificate->issuer},
             {certificate->key},
             {grouped(certificate->endpoints.size())},
             {certificate->file}});
    }
    table.more = sorted.size() - table.rows.size();
    return table;
}

std::vector<PageTile> tiles_of(const Summary& summary) {
    const auto tile = [](std::size_t number, std::string_view noun, Tone some, Tone none) {
        return PageTile{grouped(number), number == 1 ? std::string(noun) : fmt::format("{}s", noun),
                        "", number > 0 ? some : none};
    };
    std::vector<PageTile> tiles{tile(summary.errors, "error", Tone::error, Tone::good),
                                tile(summary.warnings, "warning", Tone::warning, Tone::good),
                                tile(summary.infos, "info", Tone::info, Tone::info),
                                tile(summary.endpoints, "endpoint", Tone::neutral, Tone::neutral),
                                tile(summary.files, "file", Tone::neutral, Tone::neutral)};
    if (summary.suppressed > 0)
        tiles.push_back({grouped(summary.suppressed), "suppressed", "", Tone::neutral});
    return tiles;
}

std::string title_of(const Document& document) {
    if (document.assumptions.empty()) return "tlslint: nothing was read";
    std::string title = "TLS of " + document.assumptions.front().deployment;
    if (document.assumptions.size() > 1)
        title += fmt::format(" and {} more", document.assumptions.size() - 1);
    return title;
}

std::string assumptions_of(const Document& document) {
    std::string text = describe_assumptions(document.assumptions, std::string::npos);
    for (std::size_t at; (at = text.find('\n')) != std::string::npos;)
        text.replace(at, 1, at + 1 < text.size() ? "; " : "");
    return text;
}

std::vector<std::string> notes_of(const Document& document) {
    std::vector<std::string> notes = document.failures;
    if (const std::string skipped = describe_skipped(document.summary); !skipped.empty())
        notes.push_back(skipped);
    if (!document.undetermined.empty())
        notes.push_back(describe_undetermined(document.undetermined));
    return notes;
}

std::vector<RuleInfo> rules_in(const std::vector<Item>& items) {
    std::vector<const Item*> all;
    for (const Item& item : items) all.push_back(&item);
    std::vector<RuleInfo> rules;
    for (const auto& entry : rules_of(all)) rules.push_back(*entry.second);
    return rules;
}

void write(const Document& document, const Style&, std::ostream& out) {
    const std::vector<const Item*> worst = worst_first(document);
    Page page{.title = title_of(document),
              .subtitle = assumptions_of(document),
              .notes = notes_of(document),
              .tiles = tiles_of(document.summary),
              .causes_title = "What to mend first",
              .causes = causes_of(worst),
              .rules = rules_in(document.items),
              .version = document.version};
    if (!worst.empty()) {
        page.charts = {
            bars_by("By rule", "rule", worst, [](const Item& item) { return item.rule->name; }),
            bars_by("By kind", "", worst, category_of)};
        if (by_file(document).size() > 1)
            page.charts.push_back(bars_by("By file", "", worst, [](const Item& item) {
                return item.place ? plain_path(item.place->file) : location(item);
            }));
    }
    if (!document.compliance.empty()) page.charts.push_back(compliance_of(document.compliance));
    if (!document.certificates.empty()) page.tables.push_back(certificates_of(document));
    for (const Item& item : document.items) page.findings.add(row_of(item));
    write_page(page, out);
}

}  // namespace

namespace formats {
extern const Reporter html;
const Reporter html{"html", "one page for a browser, with charts and search", write};
}  // namespace formats
}  // namespace tlslint::report
