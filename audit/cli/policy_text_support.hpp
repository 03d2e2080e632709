// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/policy/policy.hpp"

#include <iosfwd>
#include <string_view>

namespace tlslint {

/// "any", "allow", "forbid", "criteria".
std::string_view describe_mode(SuiteClause::Mode mode);

/// What a policy says, for people: a clause a paragraph, `width` columns.
void print_policy(const Policy& policy, unsigned width, std::ostream& out);

}  // namespace tlslint
