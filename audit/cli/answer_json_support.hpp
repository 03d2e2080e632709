// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/explain/explain.hpp"

#include <string>
#include <string_view>

namespace tlslint {

/// The answer as one JSON document.
std::string json_answer(std::string_view topic, const explain::Answer& answer);

}  // namespace tlslint
