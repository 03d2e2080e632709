// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"

#include <nlohmann/json.hpp>

#include <string>

/// For the formats that are JSON.
namespace tlslint::report {

using Json = nlohmann::ordered_json;

/// On one line, valid UTF-8 whatever went in, with what could act on a terminal escaped.
std::string print(const Json& value);

/// Text that may quote the input, without its secrets.
Json prose(const std::string& text);

}  // namespace tlslint::report
