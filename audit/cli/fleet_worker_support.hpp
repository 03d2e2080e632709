// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/cli/fleet_audit_support.hpp"
#include "audit/cli/fleet_run_support.hpp"
#include "audit/fleet/queue.hpp"
#include "audit/fleet/store.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tlslint {

/// What it takes to do a part of a run; all must outlive it.
struct Work {
    fleet::Store& store;
    fleet::Store::Part& part;
    const HostAuditor& auditor;
    const Options& options;
    const Scratch& scratch;
    Io& io;
};

/// What this process has done of it.
struct Done {
    std::size_t hosts = 0, failed = 0, unchanged = 0;
    std::vector<std::pair<std::string, std::string>> failures;  // the first ones, and why
};

/// Audits these hosts, and asks the servers of those; the part is finished then.
Result<Done> work_alone(Work& work, const std::vector<fleet::Task>& tasks,
                        const std::vector<fleet::Task>& live_tasks);

/// Adds them to the run's queue, and works on it, with whoever else does, until it is empty.
Result<Done> work_with_others(Work& work, const std::vector<fleet::Task>& tasks,
                              const std::vector<fleet::Task>& live_tasks);

}  // namespace tlslint
