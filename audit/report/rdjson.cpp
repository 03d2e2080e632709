// SPDX-License-Identifier: Apache-2.0
// reviewdog's diagnostic format (github.com/reviewdog/reviewdog, proto/rdf): columns count bytes of
// UTF-8 and the end is exclusive, as ours.
#include "audit/report/json_value_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/words_support.hpp"

#include <ostream>

namespace tlslint::report {
namespace {

std::string_view severity_of(Severity severity) {
    switch (severity) {
    case Severity::info: return "INFO";
    case Severity::warning: return "WARNING";
    case Severity::error: return "ERROR";
    }
    return "";
}

Json position(std::uint32_t line, std::uint32_t column) {
    return {{"line", line}, {"column", column}};
}

Json location_of(const Place& place) {
    Json json = {{"path", plain_path(place.file)}};
    if (place.line == 0) return json;
    json["range"] = {{"start", position(place.line, place.column)},
                     {"end", position(place.end_line, place.end_column)}};
    return json;
}

/// The edits of the file that the diagnostic is about: a suggestion has no path of its own.
Json suggestions_of(const Item& item) {
    Json list = Json::array();
    if (!item.fix || !item.place) return list;
    for (const Edit& edit : item.fix->edits) {
        if (edit.file != item.place->file) continue;
        list.push_back({{"range",
                         {{"start", position(edit.begin_line, edit.begin_column)},
                          {"end", position(edit.end_line, edit.end_column)}}},
                        {"text", edit.text}});
    }
    return list;
}

Json diagnostic_of(const Item& item) {
    const std::string where = item.place ? "" : location(item) + ": ";
    Json json = {{"message", prose(where + sentences(item))}};
    if (item.place) json["location"] = location_of(*item.place);
    json["severity"] = severity_of(item.severity);
    json["code"] = {{"value", item.rule->name}};
    if (!item.rule->references.empty()) json["code"]["url"] = item.rule->references.front().url;
    if (Json suggestions = suggestions_of(item); !suggestions.empty())
        json["suggestions"] = std::move(suggestions);
    for (const Related& related : item.related) {
        json["related_locations"].push_back(
            {{"message", prose(related.message)}, {"location", location_of(related.place)}});
    }
    return json;
}

void write(const Document& document, const Style&, std::ostream& out) {
    out << "{\"source\":{\"name\":\"tlslint\"},\n\"diagnostics\":[";
    std::string_view joint = "\n";
    for (const Item& item : document.items) {
        if (item.suppression) continue;
        out << joint << print(diagnostic_of(item));
        joint = ",\n";
    }
    out << "]}\n";
}

}  // namespace

namespace formats {
extern const Reporter rdjson;
const Reporter rdjson{"rdjson", "for reviewdog, which comments on pull requests", write, true};
}  // namespace formats
}  // namespace tlslint::report
