// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/environment.hpp"
#include "parsers/model/facts.hpp"
#include "parsers/syntax/directive.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tlslint::haproxy {

/// What an expression of `.if` comes to on the assumed version (src/cfgcond.c).
struct Condition {
    Truth truth = Truth::unknown;
    std::string error;         // in HAProxy's words, or ""
    std::size_t error_at = 0;  // offset in the expression
    std::string impossible;    // why a predicate in it holds nowhere, as it is written
};

/// `directive`: ".if" or ".elif", for the words of an error.
Condition evaluate_condition(std::string_view expression, std::string_view directive,
                             const Environment& environment, const Facts& facts);

}  // namespace tlslint::haproxy
