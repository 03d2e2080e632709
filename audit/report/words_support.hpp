// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What the formats for people say alike. All results are printable.
namespace tlslint::report {

std::string_view spell(Severity severity);

/// "100,000"
std::string grouped(std::size_t number);

/// "1 file", "2 files"
std::string count(std::size_t number, std::string_view noun);

/// Where a finding is: `file:line:col`, of a live endpoint its target and address.
std::string location(const Item& item);
std::string location(const Place& place);

/// Why a finding is hidden, were it not shown on request: "by the baseline: accepted risk, until
/// 2027-03-31".
std::string spell(const Suppression& suppression);

/// Which files were not, or not wholly, understood, in words; empty if all were.
std::string describe_skipped(const Summary& summary);

/// "2 rules could not decide 3 endpoints (--format json lists them)"
std::string describe_undetermined(const std::vector<Undetermined>& undetermined);

/// At most so many columns of a text, the rest as "…".
std::string cut(std::string_view text, std::size_t room);

/// Words in lines of so many columns; blanks between words stay as they are, a longer word stands
/// alone. Never empty.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Wrapped text with `lead` before its first line and as many blanks before the others, each line
/// ended.
std::string paragraph(std::string_view lead, std::string_view text, std::size_t width);

}  // namespace tlslint::report
