// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/view_support.hpp"

#include <iosfwd>
#include <span>
#include <string_view>

namespace tlslint {

/// Whether each endpoint lists the clients that could connect.
enum class Clients : bool { left_out, shown };

/// The effective model as JSON (spec.md 5).
void print_model_json(std::span<const View> views, Clients clients, std::ostream& out);

}  // namespace tlslint
