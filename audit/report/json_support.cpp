// SPDX-License-Identifier: Apache-2.0
#include "audit/report/json_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/json_value_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

namespace tlslint::report {
namespace {

void append_escaped(std::string& text, char32_t value) {
    const auto code = static_cast<unsigned>(value);
    if (code < 0x10000) {
        text += fmt::format("\\u{:04x}", code);
    } else {  // a surrogate pair (RFC 8259 7)
        text += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((code - 0x10000) >> 10U),
                            0xDC00 + (code & 0x3FFU));
    }
}

template <class T>
Json or_null(const T& value) {
    return value ? Json(*value) : Json(nullptr);
}

template <class T, class Function>
Json list(const std::vector<T>& values, Function convert) {
    Json array = Json::array();
    for (const T& value : values) array.push_back(convert(value));
    return array;
}

Json convert_edit(const Edit& edit) {
    return {
        {"file", edit.file},
        {"start",
         {{"line", edit.begin_line}, {"column", edit.begin_column}, {"offset", edit.begin_offset}}},
        {"end",
         {{"line", edit.end_line}, {"column", edit.end_column}, {"offset", edit.end_offset}}},
        {"text", edit.text}};
}

Json convert_related(const Related& related) {
    return {{"file", related.place.file},
            {"line", related.place.line},
            {"column", related.place.column},
            {"message", prose(related.message)}};
}

Json convert_reference(const Reference& reference) {
    return {{"title", reference.title}, {"url", reference.url}};
}

void add_place(Json& json, const std::optional<Place>& place) {
    const auto add = [&](const char* key, auto member) {
        json[key] = place ? Json((*place).*member) : Json(nullptr);
    };
    add("file", &Place::file);
    add("line", &Place::line);
    add("column", &Place::column);
    add("end_line", &Place::end_line);
    add("end_column", &Place::end_column);
    add("deployed_path", &Place::deployed_path);
}

}  // namespace

// nlohmann escapes C0 alone. DEL, C1, reordering and invisible code points stand in strings only,
// so that escaping them afterwards keeps the value.
std::string harmless_json(std::string_view dumped) {
    std::string text;
    text.reserve(dumped.size());
    for (std::size_t at = 0; at < dumped.size();) {
        const std::string_view run = plain_run(dumped, at);
        text += run;
        at += run.size();
        if (at == dumped.size()) break;
        const CodePoint point = decode(dumped, at);
        if (is_hidden(point.value)) {
            append_escaped(text, point.value);
        } else {
            text += dumped.substr(at, point.bytes);
        }
        at += point.bytes;
    }
    return text;
}

std::string print(const Json& value) {
    return harmless_json(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json prose(const std::string& text) {
    return without_secrets(text);
}

std::string tool_to_json(std::string_view version) {
    return print({{"name", "tlslint"}, {"version", version}});
}

std::string to_json(const Assumption& assumption) {
    return print(
        {{"deployment", assumption.deployment},
         {"kind", assumption.kind},
         {"version", {{"value", assumption.version}, {"source", assumption.version_source}}},
         {"openssl", {{"value", assumption.openssl}, {"source", assumption.openssl_source}}},
         {"security_level", assumption.security_level},
         {"target", assumption.target},
         {"policy", assumption.policy},
         {"now", assumption.now}});
}

std::string to_json(const Summary& summary) {
    return print({{"files", summary.files},
                  {"with_problems", summary.with_problems},
                  {"unreadable", summary.unreadable},
                  {"endpoints", summary.endpoints},
                  {"errors", summary.errors},
                  {"warnings", summary.warnings},
                  {"infos", summary.infos},
                  {"suppressed", summary.suppressed},
                  {"undetermined", summary.undetermined}});
}

std::string to_json(const Item& item) {
    Json json;
    json["rule"] = item.rule->name;
    json["severity"] = spell(item.severity);
    json["cause"] = nullptr;
    if (const auto& cause = item.rule->cause)
        json["cause"] = {{"number", cause->number}, {"id", cause->id}};
    json["message"] = prose(item.message);
    add_place(json, item.place);
    json["endpoints"] = item.endpoints;
    json["host"] = or_null(item.host);
    json["target"] = or_null(item.target);
    json["address"] = or_null(item.address);
    json["reason"] = prose(item.reason());
    json["remedy"] = prose(item.remedy());
    json["references"] = list(item.rule->references, convert_reference);
    json["related"] = list(item.related, convert_related);
    json["configured"] = item.configured ? prose(*item.configured) : Json(nullptr);
    json["observed"] = item.observed ? prose(*item.observed) : Json(nullptr);
    json["suppression"] = nullptr;
    if (const auto& suppression = item.suppression) {
        json["suppression"] = {{"kind", suppression->kind},
                               {"reason", prose(suppression->reason)},
                               {"until", or_null(suppression->until)}};
    }
    json["fix"] = nullptr;
    if (const auto& fix = item.fix) {
        json["fix"] = {{"safety", fix->safety},
                       {"description", prose(fix->description)},
                       {"edits", list(fix->edits, convert_edit)}};
    }
    json["fingerprint"] = item.fingerprint;
    return print(json);
}

std::string to_json(const Compliance& entry) {
    Json violations = Json::array();
    for (const Compliance::Violation& violation : entry.violations)
        violations.push_back({{"clause", violation.clause}, {"message", prose(violation.message)}});
    const Json complies = entry.complies ? Json(*entry.complies) : Json(nullptr);
    return print({{"endpoint", entry.endpoint},
                  {"policy", entry.policy},
                  {"complies", complies},
                  {"violations", std::move(violations)}});
}

std::string to_json(const Undetermined& entry) {
    const bool placed = !entry.file.empty();
    return print({{"rule", entry.rule},
                  {"endpoints", entry.endpoints},
                  {"why", prose(entry.why)},
                  {"file", placed ? Json(entry.file) : Json(nullptr)},
                  {"line", placed ? Json(entry.line) : Json(nullptr)}});
}

}  // namespace tlslint::report
