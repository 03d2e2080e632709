// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/card_support.hpp"
#include "audit/cli/view_support.hpp"

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

namespace tlslint {

/// The effective model for people: one card an endpoint, each value with the place it comes from.
/// Addresses on which a block behaves alike share a card.
void print_model_text(std::span<const View> views, const CardStyle& style, std::ostream& out);

/// The same of an endpoint as it was seen.
void print_observed_text(const View& view, const CardStyle& style, std::ostream& out);

/// The names of an endpoint, in a line.
std::string title_of(const Endpoint& endpoint);

/// Where endpoints of one block listen: "nginx 0.0.0.0:443 [::]:443 (default server)".
std::string addresses_of(const Model& model, std::span<const Endpoint* const> endpoints);

/// What could not be read, how much there is, and what was assumed: the last lines.
void print_model_end(std::span<const View> views, const CardStyle& style, std::ostream& out);

}  // namespace tlslint
