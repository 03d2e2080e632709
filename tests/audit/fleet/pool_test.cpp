// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/pool.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <stdexcept>
#include <unistd.h>
#include <vector>

namespace tlslint::fleet {
namespace {

// What a pool makes of some orders.
std::map<std::string, Outcome> outcomes_of(std::vector<std::string> orders, PoolLimits limits) {
    std::map<std::string, Outcome> outcomes;
    const Pool pool{
        .limits = limits,
        .work =
            [](const std::string& order) {
                if (order == "crash") raise(SIGSEGV);
                if (order == "abort") std::abort();
                if (order == "leave") _exit(3);
                if (order == "throw") throw std::runtime_error("cannot be");
                if (order == "memory") return std::string(std::size_t{1} << 40U, 'x');
                while (order == "forever") pause();
                if (order == "large") return std::string(3'000'000, 'y');
                return "did " + order;
            },
        .next = [&, next = std::size_t{0}]() mutable -> std::optional<std::string> {
            if (next == orders.size()) return std::nullopt;
            return orders[next++];
        },
        .done =
            [&](Outcome outcome) {
                const std::string order = outcome.order;
                EXPECT_TRUE(outcomes.emplace(order, std::move(outcome)).second) << order;
                return Result<bool>(true);
            },
        .idle = [] { return Result<bool>(true); },
    };
    const auto done = run(pool);
    EXPECT_TRUE(done) << done.error();
    return outcomes;
}

TEST(FleetPool, DoesAllOfIt) {
    for (const unsigned jobs : {1U, 2U, 8U}) {
        std::vector<std::string> orders;
        for (int i = 0; i < 300; ++i) orders.push_back(fmt::format("{}", i));
        const auto outcomes = outcomes_of(orders, {.jobs = jobs});
        ASSERT_EQ(outcomes.size(), orders.size());
        for (const auto& [order, outcome] : outcomes) EXPECT_EQ(outcome.answer, "did " + order);
    }
}

TEST(FleetPool, WhatEndsBadlyIsAFailureAndNeverTheEnd) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "sanitizers have their own ways to end";
#endif
    using namespace std::chrono_literals;
    const auto outcomes = outcomes_of(
        {"a", "crash", "b", "abort", "throw", "c", "leave", "memory", "forever", "large", "d"},
        {.jobs = 2, .time = 300ms});
    ASSERT_EQ(outcomes.size(), 11U);
    EXPECT_EQ(outcomes.at("crash").failure, "stopped by signal 11 (Segmentation fault)");
    EXPECT_EQ(outcomes.at("abort").failure, "stopped by signal 6 (Aborted)");
    EXPECT_EQ(outcomes.at("leave").failure, "ended with status 3");
    EXPECT_EQ(outcomes.at("throw").failure, "cannot be");
    EXPECT_EQ(outcomes.at("memory").failure, "needs more than 2048 MiB of memory");
    EXPECT_EQ(outcomes.at("forever").failure, "takes longer than 0.3 seconds");
    EXPECT_EQ(outcomes.at("large").answer.size(), 3'000'000U);
    for (const char* fine : {"a", "b", "c", "d"}) EXPECT_EQ(outcomes.at(fine).failure, "");
}

TEST(FleetPool, AnErrorOfItsMasterEndsIt) {
    const Pool pool{.limits = {.jobs = 2},
                    .work = [](const std::string& order) { return order; },
                    .next = [] { return std::optional<std::string>("more"); },
                    .done = [](Outcome) { return Result<bool>(Error{"the disk is full"}); },
                    .idle = [] { return Result<bool>(true); }};
    const auto done = run(pool);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error(), "the disk is full");
}

}  // namespace
}  // namespace tlslint::fleet
