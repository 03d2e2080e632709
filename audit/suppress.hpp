// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/resolve.hpp"

#include <optional>
#include <vector>

namespace tlslint {

/// What becomes of one finding.
struct Verdict {
    std::optional<report::Suppression> suppression;
    const Ignore* expired = nullptr;  // the comment that used to hide it
};

/// The same of all findings of one configuration, in their order.
struct Verdicts {
    std::vector<Verdict> findings;
    std::vector<Finding> unused;  // the comments that hide nothing
};

/// Applies the comments of the configurations to their findings: one verdict for each of `judged`.
/// A comment in a file that several of them include is of use if it hides a finding of any.
std::vector<Verdicts> suppress(const std::vector<Judged>& judged, const Hiding& hiding);

}  // namespace tlslint
