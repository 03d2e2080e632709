// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/facts.hpp"
#include "audit/report/report.hpp"
#include "audit/resolve.hpp"

#include <vector>

namespace tlslint {

/// What the store of a fleet keeps of a host's configurations and the report on them. Paths are
/// those of the host.
fleet::Audit facts_of(const std::vector<Judged>& judged, const report::Document& document);

/// Between which dates the same configurations are judged the same; the second is outside.
struct Steady {
    fleet::Time from{}, until{};
};
Steady steady_between(const std::vector<Judged>& judged);

}  // namespace tlslint
