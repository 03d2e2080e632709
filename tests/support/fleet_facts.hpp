// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/store.hpp"

#include <string>
#include <vector>

namespace tlslint::test {

/// A small fleet of known facts: `count` hosts "web-000", … in two groups, all with one bad line
/// and one shared certificate; each third has an expired certificate of its own, each tenth failed.
std::vector<fleet::Store::Record> made_up_fleet(std::size_t count, fleet::Time observed);

/// A part of a run over it, finished.
fleet::Store::Part made_up_part(const std::string& run, fleet::Time started);

}  // namespace tlslint::test
