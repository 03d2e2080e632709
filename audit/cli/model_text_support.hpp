// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/card_support.hpp"
#include "audit/cli/view_support.hpp"

#include <iosfwd>
#include <span>
#include <string_view>

namespace tlslint {

/// The effective model for people: one card an endpoint, each value with the place it comes from.
/// Addresses on which a block behaves alike share a card.
void print_model_text(std::span<const View> views, const CardStyle& style, std::ostream& out);

/// What could not be read, how much there is, and what was assumed: the last lines.
void print_model_end(std::span<const View> views, std::string_view policy, const CardStyle& style,
                     std::ostream& out);

}  // namespace tlslint
