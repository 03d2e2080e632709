// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/answer_page_support.hpp"
#include "audit/cli/diagnose_support.hpp"
#include "audit/cli/upstreams_support.hpp"
#include "audit/live/names.hpp"
#include "audit/report/escape_support.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;
using report::printable;

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(printable(text));
}

// Microseconds are enough.
double rounded(double ms) {
    return std::round(ms * 1000) / 1000;
}

std::string_view name_of(live::StepReport::Status status) {
    switch (status) {
    case live::StepReport::Status::ok: return "ok";
    case live::StepReport::Status::failed: return "failed";
    case live::StepReport::Status::skipped: return "skipped";
    }
    return "";
}

Json json_of(const std::optional<live::Negotiated>& choice) {
    if (!choice) return nullptr;
    return {{"version", live::version_name(choice->version)},
            {"suite", live::suite_name(choice->suite)},
            {"group", choice->group ? Json(live::group_name(choice->group)) : Json(nullptr)},
            {"alpn", or_null(choice->alpn)}};
}

Json json_of(const live::NamedCause& cause) {
    return {{"number", static_cast<int>(cause.cause)},
            {"id", cause.id},
            {"evidence", printable(cause.evidence)}};
}

Json json_of_cause(const live::Diagnosed& diagnosed) {
    if (!diagnosed.cause) return nullptr;
    Json cause = json_of(*diagnosed.cause);
    cause["alert"] = nullptr;
    if (diagnosed.alert) {
        const explain::Alert* const known = explain::find_alert(diagnosed.alert->code);
        cause["alert"] = {{"level", diagnosed.alert->level == 1 ? "warning" : "fatal"},
                          {"code", diagnosed.alert->code},
                          {"name", known ? Json(known->name) : Json(nullptr)},
                          {"from", "server"}};
    }
    cause["also"] = Json::array();
    for (const live::NamedCause& each : diagnosed.also) cause["also"].push_back(json_of(each));
    return cause;
}

Json json_of_lines(const explain::Diagnosis& help) {
    Json servers = Json::array();
    for (const ServerLines& each : lines_of(help)) {
        servers.push_back({{"kind", each.server}, {"lines", split_lines(each.lines)}});
    }
    return servers;
}

}  // namespace

std::string json_diagnosis(const DiagnosisPage& page) {
    const live::Diagnosed& diagnosed = page.diagnosed;
    Json json{{"schema_version", 1},
              {"target", printable(page.target.text)},
              {"address", or_null(diagnosed.address)},
              {"sni", or_null(page.target.server_name)},
              {"client", page.client},
              {"outcome", diagnosed.ok ? "ok" : "failed"},
              {"negotiated", json_of(diagnosed.negotiated)},
              {"steps", Json::array()},
              {"cause", json_of_cause(diagnosed)},
              {"remedies", Json::array()},
              {"server_side", Json::array()}};
    for (const live::StepReport& step : diagnosed.steps)
        json["steps"].push_back({{"step", name(step.step)},
                                 {"status", name_of(step.status)},
                                 {"ms", rounded(step.ms)},
                                 {"detail", printable(step.detail)}});
    if (diagnosed.help) {
        for (const std::string_view sentence : sentences(diagnosed.help->remedy))
            json["remedies"].push_back(sentence);
        json["server_side"] = json_of_lines(*diagnosed.help);
    }
    if (page.upstream)
        json["upstream"] = {{"id", printable(page.upstream->id)},
                            {"of", page.upstream->of},
                            {"file", page.upstream->file},
                            {"line", page.upstream->line}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tlslint
