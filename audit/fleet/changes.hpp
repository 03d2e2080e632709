// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/store.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tlslint::fleet {

struct HostFinding {
    Host host;
    Finding finding;
};

/// What became of findings from one run to a later one.
struct Changes {
    std::vector<HostFinding> added, mended;  // by host, each host's in the order of a report
    std::size_t unchanged = 0;
    /// Findings of the earlier run on hosts that the later one has not, or failed to audit: nobody
    /// knows what became of them.
    std::size_t unseen = 0;
    Strings hosts_added, hosts_gone, hosts_failing;  // the last: audited then, not now
};

/// Equal for the same finding of a host in two runs.
std::string identity_of(const Finding& finding);

/// Adds what differs on one host. Of equal findings, as many are unchanged as both runs have.
void compare(const HostResult& before, const HostResult& after, Changes& changes);

Result<Changes> changes_between(Store& store, const std::string& before, const std::string& after);

}  // namespace tlslint::fleet
