// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/card_support.hpp"
#include "audit/cli/view_support.hpp"

#include <iosfwd>
#include <span>

namespace tlslint {

/// Which clients could connect, for people: a table for each endpoint. Endpoints at which all fare
/// alike share one.
void print_clients_text(std::span<const View> views, const CardStyle& style, std::ostream& out);

}  // namespace tlslint
