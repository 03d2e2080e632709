// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/resolve.hpp"

#include <string>
#include <vector>

namespace tlslint {

/// What becomes of one finding.
struct Verdict {
    Rare<report::Suppression> suppression;
    const Ignore* expired = nullptr;  // the comment that used to hide it
    bool elsewhere = false;           // concerns nothing that was asked for
};

/// The same of all findings of one configuration, in their order.
struct Verdicts {
    std::vector<Verdict> findings;
    std::vector<char> questions;  // for each that could not be answered: whether it is of interest
    std::vector<Finding> unused;  // the comments that hide nothing
    std::vector<char> asked;      // by FileId: whether it was asked for; empty: all were
};

/// The one name of a file of the disk, whichever way it is reached: absolute, links followed.
std::string one_name(const std::string& path);

/// Applies the comments of the configurations, and what their projects ignore, to their findings:
/// one verdict for each of `judged`.
/// A comment in a file that several of them include is of use if it hides a finding of any.
std::vector<Verdicts> suppress(const std::vector<Judged>& judged, const Hiding& hiding);

}  // namespace tlslint
