// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/chart_support.hpp"
#include "audit/report/report.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// One page for a browser that needs nothing else: no other file, no network. Texts may hold any
/// bytes; none of them becomes markup.
namespace tlslint::report {

/// A finding as the page lists it; texts that are empty are not shown.
struct PageFinding {
    Severity severity = Severity::warning;
    std::string state;  // "new", "mended", "unchanged"
    std::string rule, message;
    std::string host, group, owner;
    std::string place;   // "file:12:5"
    std::string names;   // in force for
    std::string cause;   // one for all that are mended at one place
    std::string source;  // the line, or what else is quoted
    std::string remedy, detail;
};

/// The findings of a page as its script reads them: columns of numbers that name texts, each of
/// which is kept once. A hundred thousand findings of a fleet are a few megabytes.
class PageFindings {
  public:
    PageFindings();
    void add(const PageFinding& finding);
    [[nodiscard]] std::size_t size() const { return severities_.size(); }
    void write(const std::vector<RuleInfo>& rules, std::ostream& out) const;

  private:
    std::uint32_t number_of(const std::string& text);

    std::vector<std::string> texts_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::uint8_t> severities_;
    std::vector<std::vector<std::uint32_t>> columns_;  // in the order of `column_names`
};

/// A figure that is read first.
struct PageTile {
    std::string value, label, note;
    Tone tone = Tone::neutral;
};

/// What to mend at one place, and how much that mends.
struct PageCause {
    Severity severity = Severity::warning;
    std::string title;    // what is wrong
    std::string subject;  // where: a line as it is written, a certificate
    std::string rule;
    std::size_t number = 0;            // of what it mends
    std::string unit;                  // "host", "endpoint"
    std::vector<std::string> members;  // some of them, by name
    std::string remedy;
    std::string cause;  // as PageFinding has it; "" for none
};

struct PageTable {
    std::string title, about;
    std::vector<std::string> heads;
    struct Cell {
        std::string text;
        Tone tone = Tone::neutral;
    };
    std::vector<std::vector<Cell>> rows;
    std::size_t more = 0;  // rows that are left out
};

struct Page {
    std::string title, subtitle;
    std::vector<std::string> notes;  // what must not be overlooked: files that were not read
    std::vector<PageTile> tiles;
    std::string causes_title;
    std::vector<PageCause> causes;
    std::size_t more_causes = 0;
    std::vector<Chart> charts;
    std::vector<PageTable> tables;
    std::vector<RuleInfo> rules;
    PageFindings findings;
    std::string version;  // of the tool
};

/// "a, b and 3 more" of names that need not all be told.
std::string list_of(const std::vector<std::string>& names);

void write_page(const Page& page, std::ostream& out);

}  // namespace tlslint::report
