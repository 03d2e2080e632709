// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tlslint::fleet {

/// What one piece of work may take.
struct PoolLimits {
    unsigned jobs = 1;  // child processes
    std::chrono::milliseconds time{60000};
    std::uint64_t memory = 2048ULL << 20;  // bytes of address space
};

/// What became of a piece of work.
struct Outcome {
    std::string order;
    std::string answer;
    std::string failure;  // why there is no answer: "stopped by signal 11 (Segmentation fault)"
};

/// Work that must not be trusted to end well is done in child processes: one that crashes, does not
/// end, or wants all memory is a failure, and another child goes on. Children are forked from a
/// process without threads, hold no core dumps and end with it.
///
/// `next` is asked for orders until it has no more; `done` is told each outcome, in no particular
/// order; `idle` is called at least each 200 ms. Work whose child was stopped by a signal is tried
/// up to three times: the kernel may have stopped it for another's sake.
struct Pool {
    PoolLimits limits;
    std::function<std::string(const std::string& order)> work;  // in the child
    std::function<std::optional<std::string>()> next;
    std::function<Result<bool>(Outcome outcome)> done;  // an error ends it all
    std::function<Result<bool>()> idle;
};
Result<bool> run(const Pool& pool);

}  // namespace tlslint::fleet
