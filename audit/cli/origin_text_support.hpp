// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/card_support.hpp"
#include "parsers/model/model.hpp"

#include <string>
#include <vector>

namespace tlslint {

/// "sites/shop.conf:12", printable.
std::string place_in_words(const Model& model, Span at);

/// Where a value comes from: "sites/shop.conf:12", "default of nginx 1.22.1", "default server's,
/// snippets/tls.conf:3", or why it is unknown.
CardSource source_of(const Model& model, const Origin& origin);

/// The value with its origin, then each statement that it overrules. An unknown value is called so.
std::vector<CardLine> lines_of(const Model& model, const Origin& origin, std::string value);

}  // namespace tlslint
