// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/answer_json_support.hpp"

#include "audit/cli/answer_page_support.hpp"

#include <nlohmann/json.hpp>

namespace tlslint {
namespace {

using namespace explain;
using Json = nlohmann::ordered_json;

template <class Texts>
Json strings(const Texts& texts) {
    Json all = Json::array();
    for (const std::string_view text : texts) all.push_back(text);
    return all;
}

/// Only rules that this program has.
template <class Names>
Json known_rules(const Names& names) {
    Json all = Json::array();
    for (const std::string_view name : names)
        if (rules::find(name)) all.push_back(name);
    return all;
}

Json json_of(Cause cause) {
    if (cause == Cause::none) return nullptr;
    return {{"number", static_cast<int>(cause)}, {"id", name(cause)}};
}

Json json_of(const Reference& reference) {
    return {{"title", reference.title}, {"url", reference.url}};
}

Json json_of_remedy(const Diagnosis& diagnosis) {
    Json servers = Json::array();
    for (const ServerLines& lines : lines_of(diagnosis)) {
        servers.push_back({{"kind", lines.server}, {"lines", split_lines(lines.lines)}});
    }
    return {{"text", diagnosis.remedy}, {"server_side", servers}};
}

void add_diagnosis(Json& object, const Diagnosis& diagnosis) {
    Json suspects = Json::array();
    for (const Suspect& suspect : diagnosis.suspects) {
        Json one = json_of(suspect.cause);
        one["when"] = suspect.when;
        suspects.push_back(one);
    }
    object["causes"] = suspects;
    object["rules"] = known_rules(diagnosis.rules);
    object["commands"] = strings(diagnosis.commands);
    object["remedies"] = Json::array({json_of_remedy(diagnosis)});
}

Json json_of(const Rule& rule) {
    Json references = Json::array();
    for (const Reference& reference : rule.references) references.push_back(json_of(reference));
    Json causes = Json::array();
    if (rule.cause != Cause::none) causes.push_back(json_of(rule.cause));
    return {{"kind", "rule"},
            {"title", rule.name},
            {"meaning", rule.summary},
            {"reason", rule.why},
            {"severity", name(rule.severity)},
            {"servers", strings(rule.servers)},
            {"causes", causes},
            {"rules", Json::array({rule.name})},
            {"commands", Json::array()},
            {"remedies", Json::array({{{"text", rule.remedy}, {"server_side", Json::array()}}})},
            {"references", references}};
}

Json json_of(const CauseGuide& cause) {
    Json remedies = Json::array();
    for (const Diagnosis* diagnosis : cause.diagnoses)
        remedies.push_back(json_of_remedy(*diagnosis));
    return {{"kind", "cause"},
            {"title", cause.title},
            {"meaning", cause.meaning},
            {"causes", Json::array({json_of(cause.cause)})},
            {"decidable", cause.decidable},
            {"undecidable", cause.undecidable},
            {"rules", known_rules(cause.rules)},
            {"commands", Json::array({cause.live})},
            {"remedies", remedies},
            {"references", Json::array()}};
}

Json json_of(const Alert& alert) {
    Json object = {{"kind", "alert"},
                   {"title", alert.name},
                   {"number", alert.number},
                   {"other_name", alert.other_name.empty() ? Json() : Json(alert.other_name)},
                   {"versions", alert.versions},
                   {"texts", strings(alert.texts)},
                   {"meaning", alert.meaning}};
    add_diagnosis(object, *alert.diagnosis);
    object["references"] = Json::array(
        {{{"title", "IANA, TLS Alerts"},
          {"url", "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml"}}});
    return object;
}

Json json_of(const Match& match) {
    if (match.rule) return json_of(*match.rule);
    if (match.cause) return json_of(*match.cause);
    if (match.alert) return json_of(*match.alert);
    const Message& message = *match.message;
    Json object = {{"kind", "message"},
                   {"title", match.text},
                   {"speaker", match.speaker->name},
                   {"where", match.speaker->where},
                   {"texts", strings(message.texts)},
                   {"reason_code", message.reason == 0 ? Json() : Json(message.reason)},
                   {"meaning", message.meaning}};
    add_diagnosis(object, *message.diagnosis);
    object["references"] = Json::array({json_of(match.speaker->source)});
    return object;
}

}  // namespace

std::string json_answer(std::string_view topic, const Answer& answer) {
    Json matches = Json::array();
    for (const Match& match : answer.matches) matches.push_back(json_of(match));
    return Json{{"schema_version", 1}, {"topic", topic}, {"matches", matches}}.dump(
               1, ' ', false, Json::error_handler_t::replace)
           + "\n";
}

}  // namespace tlslint
