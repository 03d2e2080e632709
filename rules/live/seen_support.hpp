// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/rule.hpp"

namespace tlslint::rules::live {

/// Of rules whose findings audit/live makes itself: it alone saw what they are about, and no model
/// holds it.
inline void seen_by_the_live_pass(const Model& /*model*/, Report& /*report*/) {}

}  // namespace tlslint::rules::live
