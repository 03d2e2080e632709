// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS), as GitHub's code scanning takes it (docs.github.com, "SARIF support for code
// scanning"): its limits, what it sorts alerts by, what it tells them apart by.
#include "audit/report/json_value_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>

namespace tlslint::report {
namespace {

constexpr std::size_t most_results = 25'000;         // in a run; GitHub refuses a file with more
constexpr std::size_t most_related = 100;            // of a result, that GitHub shows
constexpr std::size_t most_related_in_all = 50'000;  // a file may have 10 MB, compressed
constexpr std::size_t most_questions = 1'000;

std::string_view level_of(Severity severity) {
    switch (severity) {
    case Severity::info: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "";
}

/// GitHub's second scale, of those alerts that are not about security.
std::string_view problem_severity(Severity severity) {
    return severity == Severity::info ? "recommendation" : level_of(severity);
}

/// On the scale of CVSS, in the middle of GitHub's high, medium and low.
std::string_view security_severity(Severity severity) {
    switch (severity) {
    case Severity::info: return "2.0";
    case Severity::warning: return "5.5";
    case Severity::error: return "8.0";
    }
    return "";
}

Json text(const std::string& words) {
    return {{"text", prose(words)}};
}

Json help_of(const RuleInfo& rule) {
    std::string plain = rule.reason + "\n" + rule.remedy;
    std::string markdown = rule.reason + "\n\n" + rule.remedy;
    for (const Reference& reference : rule.references) {
        plain += fmt::format("\n{}: {}", reference.title, reference.url);
        markdown += fmt::format("\n\n[{}]({})", reference.title, reference.url);
    }
    return {{"text", prose(plain)}, {"markdown", prose(markdown)}};
}

Json describe(const RuleInfo& rule) {
    const std::string category = rule.name.substr(0, rule.name.find('/'));
    Json tags = {"tls", category};
    if (rule.cause) tags.push_back(rule.cause->id);
    Json properties = {{"precision", "very-high"},
                       {"problem.severity", problem_severity(rule.severity)}};
    if (category != "config") {  // a file that cannot be read is no weakness
        tags.push_back("security");
        properties["security-severity"] = security_severity(rule.severity);
    }
    properties["tags"] = std::move(tags);
    Json json = {{"id", rule.name},
                 {"shortDescription", text(rule.summary)},
                 {"fullDescription", text(rule.reason.empty() ? rule.summary : rule.reason)},
                 {"help", help_of(rule)},
                 {"defaultConfiguration", {{"level", level_of(rule.severity)}}},
                 {"properties", std::move(properties)}};
    if (!rule.references.empty()) json["helpUri"] = rule.references.front().url;
    return json;
}

Json file_at(const std::string& path) {
    const std::string uri = path_to_uri(path);
    Json json = {{"uri", uri}};
    if (!uri.starts_with("file:")) json["uriBaseId"] = "%SRCROOT%";
    return json;
}

Json region_of(const Place& place) {
    Json region = {{"startLine", std::max(1U, place.line)}};
    const Columns columns = utf16_columns(place);
    if (columns.begin > 0) region["startColumn"] = columns.begin;
    if (place.end_line > place.line) {
        region["endLine"] = place.end_line;
    } else if (columns.end >= columns.begin && columns.end > 0) {
        region["endColumn"] = columns.end;
    }
    return region;
}

Json physical(const Place& place) {
    return {{"artifactLocation", file_at(place.file)}, {"region", region_of(place)}};
}

Json locations_of(const Item& item) {
    if (item.place) return Json::array({{{"physicalLocation", physical(*item.place)}}});
    const Json name = {{"fullyQualifiedName", prose(location(item))}, {"kind", "resource"}};
    return Json::array({{{"logicalLocations", Json::array({name})}}});
}

Json related_of(const Item& item, std::size_t& left) {
    Json related = Json::array();
    for (const Related& entry : item.related) {
        if (related.size() == most_related || left == 0) break;
        --left;
        related.push_back({{"id", related.size() + 1},
                           {"physicalLocation", physical(entry.place)},
                           {"message", text(entry.message)}});
    }
    return related;
}

/// In bytes: the lines that the edits stand in are not at hand.
Json fix_of(const Fix& fix) {
    std::map<std::string, Json> files;
    for (const Edit& edit : fix.edits) {
        Json& replacements = files.try_emplace(edit.file, Json::array()).first->second;
        replacements.push_back({{"deletedRegion",
                                 {{"byteOffset", edit.begin_offset},
                                  {"byteLength", edit.end_offset - edit.begin_offset}}},
                                {"insertedContent", {{"text", edit.text}}}});
    }
    Json changes = Json::array();
    for (const auto& [file, replacements] : files)
        changes.push_back({{"artifactLocation", file_at(file)}, {"replacements", replacements}});
    return {{"description", text(fix.description)}, {"artifactChanges", std::move(changes)}};
}

Json suppressions_of(const Item& item) {
    Json list = Json::array();
    if (const auto& suppression = item.suppression) {
        std::string why = suppression->reason;
        if (suppression->until) why += (why.empty() ? "until " : ", until ") + *suppression->until;
        Json json = {{"kind", suppression->kind == "inline" ? "inSource" : "external"},
                     {"status", "accepted"}};
        if (!why.empty()) json["justification"] = prose(why);
        list.push_back(std::move(json));
    }
    return list;
}

/// What has no place of its own in SARIF.
Json properties_of(const Item& item) {
    Json json;
    Json endpoints = Json::array();
    for (const std::string& endpoint : item.endpoints) {
        if (endpoints.size() == most_related) break;
        endpoints.push_back(endpoint);
    }
    json["endpoints"] = std::move(endpoints);
    if (item.endpoints.size() > most_related) json["endpointCount"] = item.endpoints.size();
    if (item.rule->cause) json["cause"] = item.rule->cause->id;
    if (item.configured) json["configured"] = prose(*item.configured);
    if (item.observed) json["observed"] = prose(*item.observed);
    return json;
}

/// What results share.
struct Context {
    std::map<std::string, std::size_t> rules;  // their indexes
    bool any_suppressed = false;
    std::size_t related_left = most_related_in_all;
};

Json result_of(const Item& item, Context& context) {
    Json json = {{"ruleId", item.rule->name},
                 {"ruleIndex", context.rules.at(item.rule->name)},
                 {"level", level_of(item.severity)},
                 {"message", text(sentences(item))},
                 {"locations", locations_of(item)},
                 {"partialFingerprints", {{"tlslint/v1", item.fingerprint}}}};
    if (Json related = related_of(item, context.related_left); !related.empty())
        json["relatedLocations"] = std::move(related);
    if (item.fix && !item.fix->edits.empty()) json["fixes"] = Json::array({fix_of(*item.fix)});
    // Where one result says whether it is suppressed, all must (SARIF 3.27.23).
    if (context.any_suppressed) json["suppressions"] = suppressions_of(item);
    json["properties"] = properties_of(item);
    return json;
}

Json notification(std::string_view level, const std::string& words) {
    return {{"level", level}, {"message", text(words)}};
}

/// What was skipped, cut or could not be decided.
Json notifications_of(const Document& document, std::size_t left_out) {
    Json list = Json::array();
    if (const std::string skipped = describe_skipped(document.summary); !skipped.empty())
        list.push_back(notification("warning", skipped + "."));
    if (left_out > 0)
        list.push_back(notification(
            "warning", fmt::format("{} more, less severe, left out.", count(left_out, "finding"))));
    for (const Undetermined& question : document.undetermined) {
        if (list.size() == most_questions) break;
        Json json = notification("note", "not decided: " + question.why + ".");
        json["associatedRule"] = {{"id", question.rule}};
        if (!question.file.empty()) {
            const Place place{.file = question.file, .line = question.line};
            json["locations"] = Json::array({{{"physicalLocation", physical(place)}}});
        }
        list.push_back(std::move(json));
    }
    return list;
}

/// As ordered; the worst of them where there are more than fit.
std::vector<const Item*> fitting(const Document& document) {
    std::vector<const Item*> items;
    for (const Item& item : document.items) items.push_back(&item);
    if (items.size() <= most_results) return items;
    std::stable_sort(items.begin(), items.end(), [](const Item* a, const Item* b) {
        return std::pair(!a->suppression, a->severity) > std::pair(!b->suppression, b->severity);
    });
    items.resize(most_results);
    return items;
}

/// One a line, and one in memory at a time.
template <class List, class ToJson>
void write_list(const char* key, const List& list, const ToJson& to_json, std::ostream& out) {
    out << '"' << key << "\":[";
    std::string_view joint = "\n";
    for (const auto& element : list) {
        out << joint << print(to_json(element));
        joint = ",\n";
    }
    out << ']';
}

void write(const Document& document, const Style&, std::ostream& out) {
    const std::vector<const Item*> items = fitting(document);
    const auto rules = rules_of(items);
    Context context;
    for (const auto& entry : rules) context.rules.emplace(entry.first, context.rules.size());
    context.any_suppressed = std::any_of(items.begin(), items.end(),
                                         [](const Item* item) { return bool(item->suppression); });

    out << R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0",)"
        << "\n\"runs\":[{\"tool\":{\"driver\":{\"name\":\"tlslint\",\"version\":"
        << print(document.version) << ",\"semanticVersion\":" << print(document.version)
        << ",\"organization\":\"tlslint\",\n";
    write_list(
        "rules", rules, [](const auto& entry) { return describe(*entry.second); }, out);
    out << "}},\n\"columnKind\":\"utf16CodeUnits\",\n\"invocations\":[";
    out << print({{"executionSuccessful", document.summary.unreadable == 0},
                  {"toolExecutionNotifications",
                   notifications_of(document, document.items.size() - items.size())}});
    out << "],\n";
    write_list(
        "results", items, [&](const Item* item) { return result_of(*item, context); }, out);
    out << "}]}\n";
}

}  // namespace

namespace formats {
extern const Reporter sarif;
const Reporter sarif{"sarif", "SARIF 2.1.0, for GitHub's code scanning and the like", write};
}  // namespace formats
}  // namespace tlslint::report
