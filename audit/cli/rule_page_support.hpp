// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/rule.hpp"

#include <string>

namespace tlslint {

/// What `tlslint explain` shows of a rule.
std::string terminal_page(const Rule& rule, unsigned width);
/// The same as a page of docs/rules/.
std::string markdown_page(const Rule& rule);

}  // namespace tlslint
