// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace tlslint::report {

/// A row of a table (RFC 4180, but for the line's end). The cells are printable texts; one that a
/// spreadsheet would take for a formula gets an apostrophe in front.
void write_csv_row(const std::vector<std::string>& cells, std::ostream& out);

}  // namespace tlslint::report
