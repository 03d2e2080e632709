// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_report_support.hpp"
#include "audit/report/json_support.hpp"
#include "audit/report/json_value_support.hpp"
#include "audit/report/words_support.hpp"
#include "audit/rfc3339.hpp"
#include "audit/version.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {
namespace {

using report::Json;
using report::prose;

Json or_null(const std::optional<fleet::Time>& time) {
    return time ? Json(rfc3339(*time)) : Json(nullptr);
}

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

void add(Json& json, const fleet::Tally& tally) {
    json["errors"] = tally.errors;
    json["warnings"] = tally.warnings;
    json["infos"] = tally.infos;
}

Json json_of(const fleet::Cause& cause) {
    Json wrong = Json::array();
    for (const fleet::Cause::Wrong& each : cause.wrong)
        wrong.push_back({{"rule", each.rule},
                         {"severity", report::spell(each.severity)},
                         {"message", prose(each.message)},
                         {"findings", each.findings}});
    const fleet::Cause::Spot& first = cause.spots.begin()->second;
    return {{"id", cause.id},
            {"severity", report::spell(cause.severity())},
            {"text", prose(cause.text)},
            {"wrong", std::move(wrong)},
            {"findings", cause.findings},
            {"hosts", cause.hosts},
            {"owners", cause.owners},
            {"file", or_null(first.file)},
            {"line", first.file.empty() ? Json(nullptr) : Json(first.line)},
            {"column", first.file.empty() ? Json(nullptr) : Json(first.column)}};
}

Json json_of_rule(const fleet::Share& rule) {
    Json json{{"rule", rule.name}, {"hosts", rule.hosts}};
    add(json, rule.findings);
    return json;
}

Json json_of_group(const fleet::Share& share, const char* key) {
    Json json{{key, or_null(share.name)},
              {"hosts", share.hosts},
              {"failed", share.failed},
              {"clean", share.clean}};
    add(json, share.findings);
    return json;
}

Json json_of(const fleet::KnownCertificate& certificate, fleet::Time now) {
    Json days = nullptr;
    if (certificate.not_after)
        days = std::chrono::floor<std::chrono::days>(*certificate.not_after - now).count();
    return {{"sha256", certificate.sha256},
            {"key_id", or_null(certificate.key_id)},
            {"key", certificate.key},
            {"subject", certificate.subject},
            {"names", certificate.names},
            {"issuer", or_null(certificate.issuer)},
            {"not_before", or_null(certificate.not_before)},
            {"not_after", or_null(certificate.not_after)},
            {"days_left", std::move(days)},
            {"hosts", certificate.hosts},
            {"endpoints", certificate.endpoints}};
}

Json json_of(const fleet::Usage& usage, const char* name, const char* number) {
    return {{name, or_null(usage.name)}, {number, usage.number}, {"hosts", usage.hosts}};
}

Json json_of(const fleet::Compliance& entry) {
    Json clauses = Json::object();
    for (const auto& [clause, number] : entry.clauses) clauses[clause] = number;
    return {{"group", or_null(entry.group)}, {"policy", entry.policy},
            {"complies", entry.complies},    {"violates", entry.violates},
            {"undecided", entry.undecided},  {"clauses", std::move(clauses)}};
}

Json summary_of(const FleetReport& report) {
    const fleet::Summary& summary = report.summary;
    Json json{{"hosts", summary.hosts},           {"audited", summary.hosts - summary.failed},
              {"failed", summary.failed},         {"clean", summary.clean},
              {"files", summary.files},           {"with_problems", summary.with_problems},
              {"unreadable", summary.unreadable}, {"endpoints", summary.endpoints}};
    add(json, summary.findings);
    json["suppressed"] = summary.suppressed;
    json["undetermined"] = summary.undetermined;
    json["certificates"] = summary.certificates.size();
    json["certificates_expired"] = summary.expired;
    json["certificates_expiring_later"] = summary.expire_later;
    json["endpoints_with_unknown_versions"] = summary.versions_unknown;
    json["endpoints_with_unknown_suites"] = summary.suites_unknown;
    return json;
}

// One a line, so that two reports can be compared with diff, and one in memory at a time.
template <class List, class Convert>
void write_array(std::string_view key, const List& list, std::ostream& out,
                 const Convert& convert) {
    out << ",\n\"" << key << "\":[";
    std::string_view joint = "\n";
    for (const auto& each : list) {
        out << joint << report::print(convert(each));
        joint = ",\n";
    }
    out << ']';
}

}  // namespace

nlohmann::ordered_json json_of(const fleet::Host& host, const fleet::Finding& finding) {
    const bool placed = !finding.file.empty();
    return {{"host", host.name},
            {"group", or_null(host.group)},
            {"owner", or_null(host.owner)},
            {"rule", finding.rule},
            {"severity", report::spell(finding.severity)},
            {"message", prose(finding.message)},
            {"file", or_null(finding.file)},
            {"line", placed ? Json(finding.line) : Json(nullptr)},
            {"column", placed ? Json(finding.column) : Json(nullptr)},
            {"endpoints", finding.endpoints},
            {"target", or_null(finding.target)},
            {"address", or_null(finding.address)},
            {"configured", finding.configured.empty() ? Json(nullptr) : prose(finding.configured)},
            {"observed", finding.observed.empty() ? Json(nullptr) : prose(finding.observed)},
            {"cause", fleet::cause_of(finding)},
            {"fingerprint", finding.fingerprint}};
}

nlohmann::ordered_json json_of(const fleet::Run& run) {
    return {{"id", run.id},
            {"now", rfc3339(run.now)},
            {"complete", run.finished.has_value()},
            {"parts", run.parts},
            {"parts_finished", run.parts_finished},
            {"tool", run.tool},
            {"policy", or_null(run.policy)},
            {"hosts", run.hosts},
            {"failed", run.failed}};
}

void print_fleet_host(const fleet::HostResult& result, const fleet::Run& run, std::ostream& out) {
    const fleet::Host& host = result.host;
    const fleet::Audit& audit = result.audit;
    Json labels = Json::object();
    for (const auto& [name, value] : host.labels) labels[name] = value;
    out << "{\"schema_version\":1,\n\"run\":" << report::print(json_of(run)) << ",\n\"host\":"
        << report::print(
               {{"name", host.name},
                {"group", or_null(host.group)},
                {"owner", or_null(host.owner)},
                {"labels", std::move(labels)},
                {"location", host.location},
                {"failure", result.failure.empty() ? Json(nullptr) : prose(result.failure)},
                {"files", audit.files},
                {"with_problems", audit.with_problems},
                {"unreadable", audit.unreadable},
                {"suppressed", audit.suppressed}});
    write_array("servers", audit.servers, out, [](const fleet::Server& server) {
        return Json{{"kind", server.kind},
                    {"path", server.path},
                    {"version", {{"value", server.version}, {"source", server.version_source}}},
                    {"openssl", {{"value", server.openssl}, {"source", server.openssl_source}}},
                    {"security_level", server.security_level},
                    {"target", or_null(server.target)},
                    {"policy", server.policy}};
    });
    write_array("findings", audit.findings, out,
                [&](const fleet::Finding& finding) { return json_of(host, finding); });
    write_array("certificates", audit.certificates, out, [](const fleet::Certificate& certificate) {
        return Json{{"sha256", certificate.sha256},
                    {"key_id", or_null(certificate.key_id)},
                    {"key_type", certificate.key_type},
                    {"key_bits", certificate.key_bits},
                    {"subject", certificate.subject},
                    {"names", certificate.names},
                    {"issuer", certificate.issuer},
                    {"self_signed", certificate.self_signed},
                    {"serial", certificate.serial},
                    {"signature", certificate.signature},
                    {"not_before", or_null(certificate.not_before)},
                    {"not_after", or_null(certificate.not_after)},
                    {"position", certificate.position},
                    {"file", or_null(certificate.file)},
                    {"endpoints", certificate.endpoints}};
    });
    write_array("endpoints", audit.endpoints, out, [](const fleet::Endpoint& endpoint) {
        const auto known = [](const fleet::Strings& list, bool is_known) {
            return is_known ? Json(list) : Json(nullptr);
        };
        return Json{{"id", endpoint.id},
                    {"name", endpoint.name},
                    {"kind", endpoint.kind},
                    {"layer", endpoint.layer},
                    {"address", endpoint.address},
                    {"port", endpoint.port},
                    {"versions", known(endpoint.versions, endpoint.versions_known)},
                    {"suites", known(endpoint.suites, endpoint.suites_known)},
                    {"groups", endpoint.groups},
                    {"certificate", or_null(endpoint.certificate)},
                    {"hsts", endpoint.hsts ? Json(*endpoint.hsts) : Json(nullptr)},
                    {"policy", or_null(endpoint.policy)},
                    {"complies", endpoint.complies ? Json(*endpoint.complies) : Json(nullptr)},
                    {"violations", endpoint.violations}};
    });
    write_array("undetermined", audit.undetermined, out, [](const fleet::Undetermined& each) {
        return Json{{"rule", each.rule},
                    {"why", prose(each.why)},
                    {"file", or_null(each.file)},
                    {"line", each.file.empty() ? Json(nullptr) : Json(each.line)},
                    {"endpoints", each.endpoints}};
    });
    out << "}\n";
}

void write_changes(const fleet::Changes& changes, std::ostream& out) {
    fmt::print(out, "{{\"new\":{},\"mended\":{},\"unchanged\":{},\"unseen\":{}",
               changes.added.size(), changes.mended.size(), changes.unchanged, changes.unseen);
    for (const auto& [key, hosts] : {std::pair("hosts_new", &changes.hosts_added),
                                     std::pair("hosts_gone", &changes.hosts_gone),
                                     std::pair("hosts_failing", &changes.hosts_failing)})
        fmt::print(out, ",\n\"{}\":{}", key, report::print(Json(*hosts)));
    const auto convert = [](const fleet::HostFinding& each) {
        return json_of(each.host, each.finding);
    };
    write_array("findings_new", changes.added, out, convert);
    write_array("findings_mended", changes.mended, out, convert);
    out << '}';
}

void print_fleet_json(const FleetReport& report, std::ostream& out) {
    const fleet::Summary& summary = report.summary;
    const fleet::Time now = report.run.now;
    out << "{\"schema_version\":1,\n\"tool\":" << report::tool_to_json(version)
        << ",\n\"run\":" << report::print(json_of(report.run)) << ",\n\"scope\":"
        << report::print({{"groups", report.scope.groups},
                          {"owners", report.scope.owners},
                          {"rules", report.scope.rules}})
        << ",\n\"summary\":" << report::print(summary_of(report)) << ",\n\"since\":";
    out << (report.since ? report::print(json_of(*report.since)) : "null") << ",\n\"changes\":";
    if (report.since) {
        write_changes(report.changes, out);
    } else {
        out << "null";
    }
    const auto usage = [](const char* name, const char* number) {
        return [=](const fleet::Usage& each) { return json_of(each, name, number); };
    };
    write_array("causes", summary.causes, out, [](const auto& each) { return json_of(each); });
    write_array("rules", summary.rules, out, json_of_rule);
    write_array("groups", summary.groups, out,
                [](const auto& each) { return json_of_group(each, "group"); });
    write_array("owners", summary.owners, out,
                [](const auto& each) { return json_of_group(each, "owner"); });
    write_array("certificates", summary.certificates, out,
                [&](const auto& each) { return json_of(each, now); });
    write_array("weeks", summary.weeks, out, [](const fleet::Week& week) {
        return Json{{"from", rfc3339(week.monday).substr(0, 10)},
                    {"certificates", week.certificates},
                    {"hosts", week.hosts}};
    });
    write_array("shared_keys", summary.shared_keys, out, [](const fleet::SharedKey& key) {
        return Json{{"key_id", key.key_id},
                    {"key", key.key},
                    {"subjects", key.subjects},
                    {"certificates", key.certificates},
                    {"hosts", key.hosts}};
    });
    write_array("issuers", summary.issuers, out, usage("issuer", "certificates"));
    write_array("versions", summary.versions, out, usage("version", "endpoints"));
    write_array("suites", summary.suites, out, usage("suite", "endpoints"));
    write_array("servers", summary.servers, out, usage("server", "configurations"));
    write_array("compliance", summary.compliance, out,
                [](const auto& each) { return json_of(each); });
    write_array("failures", summary.failures, out, [](const fleet::Failure& failure) {
        return Json{{"host", failure.host}, {"why", prose(failure.why)}};
    });
    out << "}\n";
}

}  // namespace tlslint
