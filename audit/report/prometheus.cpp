// SPDX-License-Identifier: Apache-2.0
// Prometheus' text format, for the node exporter's textfile collector. A certificate is named by
// its file: what stands there keeps its series when it is renewed.
#include "audit/report/metrics_support.hpp"
#include "audit/report/report.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <map>
#include <ostream>

namespace tlslint::report {
namespace {

Metric findings_of(const Document& document) {
    std::map<std::pair<Severity, std::string_view>, std::int64_t> counts;
    for (const Item& item : document.items) {
        if (!item.suppression) ++counts[{item.severity, item.rule->name}];
    }
    Metric metric{"findings", "Findings of a rule.", {}};
    for (const auto& [key, number] : counts)
        metric.samples.push_back(
            {{{"severity", std::string(spell(key.first))}, {"rule", std::string(key.second)}},
             number});
    return metric;
}

// Where one file holds two certificates in turn (one path on two machines), the first to expire.
Metric expiries_of(const Document& document) {
    std::map<std::pair<std::string_view, std::string_view>, std::int64_t> ends;
    for (const Certificate& certificate : document.certificates) {
        if (!certificate.not_after) continue;
        const auto [entry, is_new] =
            ends.try_emplace({certificate.file, certificate.subject}, *certificate.not_after);
        if (!is_new) entry->second = std::min(entry->second, *certificate.not_after);
    }
    Metric metric{
        "cert_not_after_seconds", "When a certificate expires, in seconds since 1970.", {}};
    for (const auto& [key, end] : ends)
        metric.samples.push_back(
            {{{"file", std::string(key.first)}, {"subject", std::string(key.second)}}, end});
    return metric;
}

Metric compliance_of(const Document& document) {
    std::map<std::pair<std::string_view, std::string_view>, std::int64_t> counts;
    for (const Compliance& entry : document.compliance) {
        for (const std::string_view word : {"true", "false", "unknown"})
            counts[{entry.policy, word}];
        ++counts[{entry.policy, !entry.complies ? "unknown" : *entry.complies ? "true" : "false"}];
    }
    Metric metric{"policy_endpoints", "Endpoints that keep the chosen policy, or do not.", {}};
    for (const auto& [key, number] : counts)
        metric.samples.push_back(
            {{{"policy", std::string(key.first)}, {"complies", std::string(key.second)}}, number});
    return metric;
}

void write(const Document& document, const Style&, std::ostream& out) {
    const Summary& summary = document.summary;
    const auto one = [&](std::string_view name, std::string_view help, auto value) {
        write_metric({name, help, {{{}, static_cast<std::int64_t>(value)}}}, out);
    };
    write_metric(
        {"build_info", "The version that wrote this.", {{{{"version", document.version}}, 1}}},
        out);
    // All severities, always: what has no findings is 0, not absent.
    write_metric({"findings_by_severity",
                  "Findings by severity.",
                  {{{{"severity", "error"}}, static_cast<std::int64_t>(summary.errors)},
                   {{{"severity", "warning"}}, static_cast<std::int64_t>(summary.warnings)},
                   {{{"severity", "info"}}, static_cast<std::int64_t>(summary.infos)}}},
                 out);
    write_metric(findings_of(document), out);
    one("findings_suppressed", "Findings hidden by comments, project file or baseline.",
        summary.suppressed);
    one("undetermined", "Questions that rules could not decide.", summary.undetermined);
    one("files", "Files read.", summary.files);
    one("files_unreadable", "Files that could not be read.", summary.unreadable);
    one("files_with_problems", "Files understood only in part.", summary.with_problems);
    one("endpoints", "Endpoints that the configurations have.", summary.endpoints);
    write_metric(compliance_of(document), out);
    write_metric(expiries_of(document), out);
    one("last_run_timestamp_seconds", "When this was judged, in seconds since 1970.", document.now);
}

}  // namespace

namespace formats {
extern const Reporter prometheus;
const Reporter prometheus{"prometheus", "metrics for the node exporter's textfile collector",
                          write};
}  // namespace formats
}  // namespace tlslint::report
