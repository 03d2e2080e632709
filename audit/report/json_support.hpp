// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <string>
#include <string_view>

/// JSON values of spec.md 4, each on one line without its end. Valid UTF-8 whatever went in, and
/// harmless if a terminal shows it: what could act on it is escaped.
namespace tlslint::report {

/// The tool's name and version.
std::string tool_to_json(std::string_view version);
std::string to_json(const Assumption& assumption);
std::string to_json(const Summary& summary);
std::string to_json(const Item& item);
std::string to_json(const Undetermined& entry);

}  // namespace tlslint::report
