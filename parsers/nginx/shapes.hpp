// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/syntax/directive.hpp"

#include <vector>

namespace tlslint::nginx {

/// What nginx refuses once it knows the directives: a block where `;` is due and the reverse, a
/// block inside a `map` and its like, a wrong number of words, a flag that is neither on nor off.
/// Directives that no module is known to have, and blocks of such, are passed over. Also finds
/// template markers that the lexer takes for words.
std::vector<Problem> check_shapes(const SyntaxTree& tree);

/// A wrong number of words, where nginx notices it.
Problem wrong_count(Directive directive);

}  // namespace tlslint::nginx
