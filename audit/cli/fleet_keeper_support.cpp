// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_keeper_support.hpp"

#include <cassert>

namespace tlslint {
namespace {

// What is in memory, and lost with a crash, at most.
constexpr std::size_t batch_size = 200;
constexpr std::chrono::milliseconds batch_age{500};
constexpr std::size_t shown_failures = 10;

}  // namespace

std::optional<fleet::Order> Keeper::order_for(const fleet::Task& task) {
    fleet::Order order{task, {}};
    auto seen = store_.seen(task.host.name);
    if (!seen) {
        error_ = seen.error();
        return std::nullopt;
    }
    if (*seen && (*seen)->evidence.settings == auditor_.settings_of(task)) {
        since_[task.host.name] = (*seen)->run;
        order.evidence = std::move((*seen)->evidence);
    }
    return order;
}

Result<bool> Keeper::take(AuditPass::Result result) {
    const std::string& name = result.task.host.name;
    const auto since = since_.extract(name);
    assert((result.record || !since.empty()) && "unchanged since a run that nobody spoke of");
    ++done_;
    if (result.record) {
        const std::string& failure = result.record->result.failure;
        if (!failure.empty() && failures_.size() < shown_failures)
            failures_.emplace_back(name, failure);
        failed_ += failure.empty() ? 0 : 1;
        records_.push_back(std::move(*result.record));
    } else {
        unchanged_.push_back({std::move(result.task.host), since.mapped(), result.at});
        ++skipped_;
    }
    return records_.size() + unchanged_.size() >= batch_size ? flush() : Result<bool>(true);
}

Result<bool> Keeper::idle() {
    if (!error_.empty()) return Error{error_};
    return Clock::now() - flushed_ > batch_age ? flush() : Result<bool>(true);
}

Result<bool> Keeper::flush() {
    flushed_ = Clock::now();
    if (records_.empty() && unchanged_.empty()) return true;
    Result<bool> done = sink_(records_, unchanged_);
    records_.clear();
    unchanged_.clear();
    return done;
}

}  // namespace tlslint
