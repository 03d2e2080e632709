// SPDX-License-Identifier: Apache-2.0
#include "audit/report/csv_support.hpp"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string_view>

namespace tlslint::report {
namespace {

// What Excel, LibreOffice and Google Sheets compute, or run (OWASP, "CSV Injection"); behind blanks
// too, which some of them drop, and in the full-width forms of East Asian keyboards.
bool is_formula(std::string_view cell) {
    constexpr std::string_view openers[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    const std::size_t begin = cell.find_first_not_of(' ');
    if (begin == std::string_view::npos) return false;
    return std::any_of(std::begin(openers), std::end(openers), [&](std::string_view opener) {
        return cell.substr(begin).starts_with(opener);
    });
}

void write_cell(std::string_view cell, std::ostream& out) {
    const bool formula = is_formula(cell);
    if (!formula && cell.find_first_of("\",\r\n;") == std::string_view::npos) {
        out << cell;
        return;
    }
    out << '"' << (formula ? "'" : "");
    for (const char c : cell) {
        if (c == '"') out << '"';
        out << c;
    }
    out << '"';
}

}  // namespace

void write_csv_row(const std::vector<std::string>& cells, std::ostream& out) {
    std::string_view joint;
    for (const std::string& cell : cells) {
        out << joint;
        write_cell(cell, out);
        joint = ",";
    }
    out << '\n';
}

}  // namespace tlslint::report
