// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/columns.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tlslint::fleet {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> severities{"info", "warning", "error"};
constexpr std::array<std::string_view, 4> kinds{"tree", "archive", "dump", "endpoint"};

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parse(const Value& value) {
    const auto* const text = std::get_if<std::string>(&value);
    return text ? Json::parse(*text, nullptr, false) : Json();
}

template <class Enum, std::size_t Size>
void take_name(const Value& value, const std::array<std::string_view, Size>& names, Enum& result) {
    const auto* const text = std::get_if<std::string>(&value);
    const auto found = text ? std::find(names.begin(), names.end(), *text) : names.end();
    result = found == names.end() ? Enum{} : static_cast<Enum>(found - names.begin());
}

}  // namespace

Value to_value(const std::string& text) {
    return text;
}

Value to_value(const Strings& list) {
    return dump(Json(list));
}

Value to_value(const std::vector<std::pair<std::string, std::string>>& labels) {
    Json json = Json::object();
    for (const auto& [name, value] : labels) json[name] = value;
    return dump(json);
}

Value to_value(report::Severity severity) {
    return std::string(severities.at(static_cast<std::size_t>(severity)));
}

Value to_value(Host::Kind kind) {
    return std::string(kinds.at(static_cast<std::size_t>(kind)));
}

void take(const Value& value, std::string& text) {
    const auto* const held = std::get_if<std::string>(&value);
    text = held ? *held : std::string();
}

void take(const Value& value, Strings& list) {
    list.clear();
    const Json json = parse(value);
    if (!json.is_array()) return;
    for (const Json& each : json) {
        if (each.is_string()) list.push_back(each.get<std::string>());
    }
}

void take(const Value& value, std::vector<std::pair<std::string, std::string>>& labels) {
    labels.clear();
    const Json json = parse(value);
    if (!json.is_object()) return;
    for (const auto& [name, each] : json.items()) {
        if (each.is_string()) labels.emplace_back(name, each.get<std::string>());
    }
}

void take(const Value& value, report::Severity& severity) {
    take_name(value, severities, severity);
}

void take(const Value& value, Host::Kind& kind) {
    take_name(value, kinds, kind);
}

}  // namespace tlslint::fleet
