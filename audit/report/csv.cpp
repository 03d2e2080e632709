// SPDX-License-Identifier: Apache-2.0
// A table for spreadsheets and databases: RFC 4180, with line feeds alone, as Unix's tools want it.
// A spreadsheet takes what begins with an operator for a formula: such texts get an apostrophe.
#include "audit/report/csv_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/report.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tlslint::report {
namespace {

constexpr std::string_view columns_of_table[] = {
    "severity", "rule",       "message", "file",   "line",       "column",
    "host",     "target",     "address", "names",  "endpoints",  "configured",
    "observed", "suppressed", "reason",  "remedy", "references", "fingerprint"};

template <class T, class Spell>
std::string joined(const std::vector<T>& values, Spell spell) {
    std::string text;
    for (const T& value : values) {
        if (!text.empty()) text += "; ";
        text += spell(value);
    }
    return text;
}

std::string number(const std::optional<Place>& place, std::uint32_t Place::*member) {
    return place ? fmt::to_string((*place).*member) : "";
}

void write_row(const Item& item, std::ostream& out) {
    write_csv_row({std::string(spell(item.severity)), printable(item.rule->name),
                   safe_text(item.message), item.place ? printable(item.place->file) : "",
                   number(item.place, &Place::line), number(item.place, &Place::column),
                   printable(item.host.value_or("")), printable(item.target.value_or("")),
                   printable(item.address.value_or("")), joined(item.names, printable),
                   joined(item.endpoints, printable), safe_text(item.configured.value_or("")),
                   safe_text(item.observed.value_or("")),
                   item.suppression ? spell(*item.suppression) : "", safe_text(item.reason()),
                   safe_text(item.remedy()),
                   joined(item.rule->references,
                          [](const Reference& reference) { return printable(reference.url); }),
                   printable(item.fingerprint)},
                  out);
}

void write(const Document& document, const Style&, std::ostream& out) {
    write_csv_row({std::begin(columns_of_table), std::end(columns_of_table)}, out);
    for (const Item& item : document.items) write_row(item, out);
}

}  // namespace

namespace formats {
extern const Reporter csv;
const Reporter csv{"csv", "a table for spreadsheets and databases, a row a finding", write, true};
}  // namespace formats
}  // namespace tlslint::report
