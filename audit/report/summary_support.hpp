// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <string>

namespace tlslint::report {

/// The last lines of a report for people: how much was found and looked at, what was assumed, what
/// was skipped or could not be decided, where to read on. A run that found nothing, skipped nothing
/// and decided everything has one line, or none if quiet.
std::string summarise(const Document& document, const Style& style);

}  // namespace tlslint::report
