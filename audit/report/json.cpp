// SPDX-License-Identifier: Apache-2.0
#include "audit/report/json_support.hpp"
#include "audit/report/report.hpp"

#include <ostream>
#include <string_view>

namespace tlslint::report {
namespace {

/// One element a line, so that two reports can be compared with diff, and one element in memory at
/// a time.
template <class T>
void write_array(std::string_view key, const std::vector<T>& values, std::ostream& out) {
    out << '"' << key << "\":[";
    std::string_view joint = "\n";
    for (const T& value : values) {
        out << joint << to_json(value);
        joint = ",\n";
    }
    out << ']';
}

void write(const Document& document, const Style&, std::ostream& out) {
    out << "{\"schema_version\":1,\n\"tool\":" << tool_to_json(document.version) << ",\n";
    write_array("assumptions", document.assumptions, out);
    out << ",\n\"summary\":" << to_json(document.summary) << ",\n";
    write_array("findings", document.items, out);
    out << ",\n";
    write_array("undetermined", document.undetermined, out);
    if (!document.compliance.empty()) {
        out << ",\n";
        write_array("compliance", document.compliance, out);
    }
    out << "}\n";
}

}  // namespace

namespace formats {
extern const Reporter json;
const Reporter json{"json", "one JSON document with everything (schema check)", write};
}  // namespace formats
}  // namespace tlslint::report
