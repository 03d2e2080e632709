// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/inputs.hpp"
#include "audit/fleet/store.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace tlslint::fleet {

/// The hosts of a run that are still to be audited, in a store that many machines share. A worker
/// leases some, prolongs the lease as long as it lives, and hands in what it found; whoever dies or
/// is stopped for longer loses the lease, and others do the work. What comes too late is not taken:
/// nothing is lost, and nothing doubled.
class Queue {
  public:
    /// How long a worker may be silent, and how often a host is tried before that is its failure.
    struct Terms {
        std::chrono::seconds lease{60};
        int attempts = 3;
    };
    /// `worker` tells this process from all others. The store must be shared.
    static Result<Queue> open(Store& store, std::string worker, Terms terms);

    /// Hosts that the run does not have yet wait from now on; `options` says how to audit them.
    Result<bool> add(const std::string& run, const std::string& options,
                     const std::vector<Task>& tasks, bool live);
    /// Runs with hosts that wait, or are somebody's.
    Result<std::vector<std::string>> open_runs();
    Result<std::string> options(const std::string& run);
    /// The policies that its hosts are judged by.
    Result<std::vector<std::string>> policies(const std::string& run);

    /// At most so many hosts for this worker. Hosts that were leased too often are failures from
    /// now on.
    Result<std::vector<Task>> lease(const std::string& run, bool live, std::size_t most);
    /// This worker is alive: its leases go on.
    Result<bool> prolong(const std::string& run);
    /// Stores what was found on hosts that are still this worker's, in one short transaction.
    Result<bool> hand_in(const std::string& run, const std::vector<Store::Record>& records,
                         const std::vector<Store::Unchanged>& unchanged);
    /// Hosts that are not done.
    Result<std::size_t> left(const std::string& run);
    /// Only one worker at a time asks servers: the limits for an address are a process's.
    Result<bool> take_live_lane(const std::string& run);

  private:
    Queue(Store& store, std::string worker, Terms terms)
        : store_(store), worker_(std::move(worker)), terms_(terms) {}
    Result<bool> give_up(const std::string& run);

    Store& store_;
    std::string worker_;
    Terms terms_;
};

}  // namespace tlslint::fleet
