// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/fleet_run_support.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tlslint {

/// Between audits and the store: says of each host what is known of it, and hands on what was found
/// in batches.
class Keeper {
  public:
    using Sink = std::function<Result<bool>(const std::vector<fleet::Store::Record>& records,
                                            const std::vector<fleet::Store::Unchanged>& unchanged)>;
    /// All must outlive it.
    Keeper(fleet::Store& store, const HostAuditor& auditor, Sink sink)
        : store_(store), auditor_(auditor), sink_(std::move(sink)) {}

    /// With the evidence of its last audit, where that was one under the same settings.
    std::optional<fleet::Order> order_for(const fleet::Task& task);
    Result<bool> take(AuditPass::Result result);
    /// From time to time: hands on what has become old.
    Result<bool> idle();
    Result<bool> flush();

    [[nodiscard]] std::size_t done() const { return done_; }
    [[nodiscard]] std::size_t failed() const { return failed_; }
    [[nodiscard]] std::size_t unchanged() const { return skipped_; }
    /// The first ones, and why.
    [[nodiscard]] const auto& failures() const { return failures_; }

  private:
    using Clock = std::chrono::steady_clock;
    fleet::Store& store_;
    const HostAuditor& auditor_;
    Sink sink_;
    std::string error_;
    std::map<std::string, std::string> since_;  // hosts that are looked at -> the runs they are of
    std::vector<fleet::Store::Record> records_;
    std::vector<fleet::Store::Unchanged> unchanged_;
    Clock::time_point flushed_ = Clock::now();
    std::size_t done_ = 0, failed_ = 0, skipped_ = 0;
    std::vector<std::pair<std::string, std::string>> failures_;
};

}  // namespace tlslint
