// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <string>
#include <string_view>

/// JSON values of spec.md 4, each on one line without its end. Valid UTF-8 whatever went in, and
/// harmless if a terminal shows it: what could act on it is escaped.
namespace tlslint::report {

/// JSON as the library dumps it, valid UTF-8, with what could act on a terminal escaped.
std::string harmless_json(std::string_view dumped);

/// The tool's name and version.
std::string tool_to_json(std::string_view version);
std::string to_json(const Assumption& assumption);
std::string to_json(const Summary& summary);
std::string to_json(const Item& item);
std::string to_json(const Undetermined& entry);
std::string to_json(const Compliance& entry);

}  // namespace tlslint::report
