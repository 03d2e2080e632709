// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/inputs_support.hpp"
#include "audit/resolve.hpp"

namespace tlslint {

/// Reads one configuration and lets the rules judge it; policy and selection must outlive the
/// result.
Judged judge(Input& input, Facts facts, const Policy& policy, const Selection& selection);

/// What --no-ignore and its kind say of hidden findings.
Hiding hiding_of(const Options& options, const std::vector<Judged>& judged);

}  // namespace tlslint
