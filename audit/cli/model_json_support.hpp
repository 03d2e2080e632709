// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/view_support.hpp"

#include <iosfwd>
#include <span>
#include <string_view>

namespace tlslint {

/// The effective model as JSON (spec.md 5).
void print_model_json(std::span<const View> views, std::string_view policy, std::ostream& out);

}  // namespace tlslint
