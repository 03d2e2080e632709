// SPDX-License-Identifier: Apache-2.0
#include "audit/report/summary_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace tlslint::report {
namespace {

constexpr std::size_t most_assumptions = 4;
constexpr std::size_t most_endpoints = 10;  // that break a policy

/// Equal assumptions of several deployments.
struct Assumed {
    std::string what;  // "nginx 1.22.1, OpenSSL 3.0.22 level 2 (debian-12, from tlslint.toml)"
    std::vector<std::string> deployments;
};

std::string_view spell_source(std::string_view source) {
    if (source == "option") return "as asked";
    if (source == "project") return "from tlslint.toml";
    if (source == "tree") return "from the tree";
    if (source == "default") return "by default";
    return "";
}

std::string spell(const Assumption& assumption) {
    const std::string target = printable(assumption.target);
    const std::string_view source = spell_source(
        assumption.target_source.empty() ? assumption.version_source : assumption.target_source);
    const std::string_view comma = target.empty() || source.empty() ? "" : ", ";
    const auto asked = [](std::string_view of) { return of == "option" ? " as asked" : ""; };
    std::string text = fmt::format("{} {}{}, OpenSSL {}{} level {}", printable(assumption.kind),
                                   printable(assumption.version), asked(assumption.version_source),
                                   printable(assumption.openssl), asked(assumption.openssl_source),
                                   assumption.security_level);
    const bool all_asked =
        assumption.version_source == "option" && assumption.openssl_source == "option";
    if (all_asked && assumption.target_source == "default") return text;
    if (!target.empty() || !source.empty()) text += fmt::format(" ({}{}{})", target, comma, source);
    return text;
}

std::vector<Assumed> collapse(const std::vector<Assumption>& assumptions) {
    std::vector<Assumed> result;
    for (const Assumption& assumption : assumptions) {
        std::string what = spell(assumption);
        const auto it = std::find_if(result.begin(), result.end(),
                                     [&](const Assumed& assumed) { return assumed.what == what; });
        if (it != result.end()) {
            it->deployments.push_back(printable(assumption.deployment));
        } else {
            result.push_back({std::move(what), {printable(assumption.deployment)}});
        }
    }
    return result;
}

/// A line each; which deployment is meant is said only where they differ.
std::string describe(const std::vector<Assumed>& assumptions, std::size_t width) {
    std::string text;
    for (std::size_t i = 0; i < std::min(assumptions.size(), most_assumptions); ++i) {
        const Assumed& assumed = assumptions[i];
        std::string line = assumed.what;
        if (assumptions.size() > 1) line += " for " + assumed.deployments.front();
        if (assumptions.size() > 1 && assumed.deployments.size() > 1) {
            line += fmt::format(" and {} more", assumed.deployments.size() - 1);
        }
        text += paragraph("assumed ", line, width);
    }
    if (assumptions.size() > most_assumptions) {
        text += fmt::format("assumed {} (--format json lists them)\n",
                            count(assumptions.size() - most_assumptions, "more combination"));
    }
    return text;
}

std::size_t count_findings(const Summary& summary) {
    return summary.errors + summary.warnings + summary.infos;
}

/// "7 findings: 2 errors, 4 warnings, 1 info in 3 of 14 files · 9 endpoints"
std::string describe_findings(const Document& document) {
    const Summary& summary = document.summary;
    const std::size_t findings = count_findings(summary);
    const std::string files = count(summary.files, "file");
    std::string text;
    if (findings == 0) {
        text = "no findings in " + files;
    } else {
        text = count(findings, "finding");
        std::string_view joint = ": ";
        const auto add = [&](std::size_t number, std::string_view noun) {
            if (number == 0) return;
            text.append(joint).append(count(number, noun));
            joint = ", ";
        };
        add(summary.errors, "error");
        add(summary.warnings, "warning");
        add(summary.infos, "info");
        std::set<std::string_view> touched;
        for (const Item& item : document.items) {
            if (item.place && !item.suppression) touched.insert(item.place->file);
        }
        if (!touched.empty()) text += fmt::format(" in {} of {}", touched.size(), files);
    }
    text += " · " + count(summary.endpoints, "endpoint");
    if (summary.suppressed > 0) text += fmt::format(" · {} suppressed", summary.suppressed);
    return text;
}

std::string describe_clean(const Summary& summary, const std::vector<Assumed>& assumptions) {
    std::string text = fmt::format("{}, {}, nothing to report", count(summary.files, "file"),
                                   count(summary.endpoints, "endpoint"));
    if (summary.suppressed > 0) text += fmt::format(" · {} suppressed", summary.suppressed);
    if (!assumptions.empty()) text += " · assumed " + assumptions.front().what;
    if (assumptions.size() > 1) text += fmt::format(" and {} more", assumptions.size() - 1);
    return text + "\n";
}

/// The rule to read about first: the first error's, else the first finding's.
const Item* first_to_explain(const std::vector<Item>& items) {
    const auto it = std::find_if(items.begin(), items.end(), [](const Item& item) {
        return item.severity == Severity::error && !item.suppression;
    });
    if (it != items.end()) return &*it;
    return items.empty() ? nullptr : &items.front();
}

/// How many endpoints keep the policy, and which clauses the others break: one policy after the
/// other.
std::string describe_compliance(const std::vector<Compliance>& compliance, std::size_t width) {
    std::map<std::string_view, std::vector<const Compliance*>> by_policy;
    for (const Compliance& entry : compliance) by_policy[entry.policy].push_back(&entry);
    std::string text;
    for (const auto& [policy, entries] : by_policy) {
        const auto keep = std::count_if(entries.begin(), entries.end(),
                                        [](const auto* entry) { return entry->complies == true; });
        text += paragraph("",
                          fmt::format("{}: {} of {} {}", policy, keep,
                                      count(entries.size(), "endpoint"),
                                      keep == 1 ? "complies" : "comply"),
                          width);
        std::size_t shown = 0;
        for (const Compliance* entry : entries) {
            if (entry->complies == true) continue;
            if (shown == most_endpoints) break;
            ++shown;
            std::string clauses;
            for (const Compliance::Violation& violation : entry->violations)
                clauses += (clauses.empty() ? "" : ", ") + violation.clause;
            text += paragraph("  ",
                              fmt::format("{}: {}", printable(entry->name),
                                          entry->complies ? clauses : "cannot be decided"),
                              width);
        }
        const std::size_t others = entries.size() - static_cast<std::size_t>(keep) - shown;
        if (others > 0) text += fmt::format("  and {} more (--format json lists them)\n", others);
    }
    return text;
}

}  // namespace

std::string describe_assumptions(const std::vector<Assumption>& assumptions, std::size_t width) {
    return describe(collapse(assumptions), width);
}

std::string summarise(const Document& document, const Style& style) {
    const std::vector<Assumed> assumptions = collapse(document.assumptions);
    const std::string skipped = describe_skipped(document.summary);
    const bool found = count_findings(document.summary) > 0 || !document.items.empty();
    if (!found && skipped.empty()) {
        if (style.quiet) return "";
        if (document.undetermined.empty()) return describe_clean(document.summary, assumptions);
    }
    std::string text = paragraph("", describe_findings(document), style.width);
    if (!skipped.empty()) text += paragraph("", skipped, style.width);
    text += describe_compliance(document.compliance, style.width);
    text += describe(assumptions, style.width);
    if (!document.undetermined.empty()) {
        text += paragraph("", describe_undetermined(document.undetermined), style.width);
    }
    if (const Item* item = first_to_explain(document.items)) {
        text += "more: tlslint explain " + printable(item->rule->name) + "\n";
    }
    return text;
}

}  // namespace tlslint::report
