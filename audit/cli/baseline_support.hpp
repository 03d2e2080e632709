// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/baseline.hpp"
#include "audit/cli/command.hpp"
#include "audit/resolve.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tlslint {

/// --baseline, or what --write-baseline will write: reasons that stand there already stay.
Result<std::optional<Baseline>> baseline_of(const Options& options);

/// Once all findings are known: says which ones of the baseline are no longer found, or writes it
/// without those. What is wrong, or "".
std::string settle(Baseline& baseline, const std::vector<Judged>& judged, const Options& options,
                   Io& io);

}  // namespace tlslint
