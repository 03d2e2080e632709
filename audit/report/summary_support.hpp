// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tlslint::report {

/// The last lines of a report for people: how much was found and looked at, what was assumed, what
/// was skipped or could not be decided, where to read on. A run that found nothing, skipped nothing
/// and decided everything has one line, or none if quiet.
std::string summarise(const Document& document, const Style& style);

/// "assumed nginx 1.22.1, OpenSSL 3.0.22 level 2 (debian-12, as asked)", a line for each different
/// assumption.
std::string describe_assumptions(const std::vector<Assumption>& assumptions, std::size_t width);

}  // namespace tlslint::report
