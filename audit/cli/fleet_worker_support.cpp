// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_worker_support.hpp"

#include "audit/cli/fleet_keeper_support.hpp"
#include "audit/cli/fleet_options_support.hpp"
#include "audit/cli/progress_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <random>
#include <thread>
#include <unistd.h>

namespace tlslint {
namespace {

using fleet::Queue, fleet::Store, fleet::Task;
using Clock = std::chrono::steady_clock;

constexpr std::size_t leased_at_once = 64;
constexpr std::chrono::milliseconds between_looks{500};  // at a queue whose hosts are others'

Options asking(const Options& options, bool live) {
    Options changed = options;
    changed.live = live;
    return changed;
}

Result<Done> finish(Work& work, const Keeper& keeper) {
    work.part.finished = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (const auto stored = work.store.put(work.part); !stored) return Error{stored.error()};
    return Done{keeper.done(), keeper.failed(), keeper.unchanged(), keeper.failures()};
}

// One host after the other, as `source` has them; each goes through the keeper.
template <class Source>
Result<bool> pass_over(Work& work, Keeper& keeper, bool live, ProgressLine& line,
                       const Source& source, const std::function<Result<bool>()>& idle) {
    AuditPass pass;
    pass.next = [&]() -> std::optional<fleet::Order> {
        const std::optional<Task> task = source();
        if (!task) return std::nullopt;
        // Servers may answer otherwise, whatever they said last time.
        if (live || work.options.force) return fleet::Order{*task, {}};
        return keeper.order_for(*task);
    };
    pass.done = [&](AuditPass::Result result) {
        const Result<bool> taken = keeper.take(std::move(result));
        if (work.io.err_is_terminal && !work.options.quiet)
            line.show(keeper.done(), keeper.failed() == 0
                                         ? ""
                                         : fmt::format("{} failed", report::grouped(keeper.failed())));
        return taken;
    };
    pass.idle = idle;
    Result<bool> done = run(pass, work.auditor, asking(work.options, live), work.scratch);
    if (done) done = idle();
    return done ? keeper.flush() : done;
}

// Tells this process from all others that share the queue.
std::string worker_name() {
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return fmt::format("{}/{}/{:08x}", host, getpid(), std::random_device{}());
}

}  // namespace

Result<Done> work_alone(Work& work, const std::vector<Task>& tasks,
                        const std::vector<Task>& live_tasks) {
    Keeper keeper(work.store, work.auditor, [&](const auto& records, const auto& unchanged) {
        Result<bool> done =
            records.empty() ? Result<bool>(true) : work.store.put(work.part.run, records);
        if (done && !unchanged.empty()) done = work.store.repeat(work.part.run, unchanged);
        return done;
    });
    ProgressLine line(work.io.err, tasks.size() + live_tasks.size(), "hosts");
    for (const bool live : {false, true}) {
        const std::vector<Task>& all = live ? live_tasks : tasks;
        if (all.empty()) continue;
        const auto source = [&, next = std::size_t{0}]() mutable -> std::optional<Task> {
            if (next == all.size()) return std::nullopt;
            return all[next++];
        };
        const std::function<std::optional<Task>()> each = source;
        if (const auto done =
                pass_over(work, keeper, live, line, each, [&] { return keeper.idle(); });
            !done)
            return Error{done.error()};
    }
    return finish(work, keeper);
}

Result<Done> work_with_others(Work& work, const std::vector<Task>& tasks,
                              const std::vector<Task>& live_tasks) {
    const std::string& run = work.part.run;
    const Queue::Terms terms{.lease = std::chrono::seconds(work.options.lease)};
    Result<Queue> queue = Queue::open(work.store, worker_name(), terms);
    if (!queue) return Error{queue.error()};
    const std::string words = working_options(work.options);
    for (const bool live : {false, true}) {
        const std::vector<Task>& all = live ? live_tasks : tasks;
        if (all.empty()) continue;
        if (const auto added = queue->add(run, words, all, live); !added)
            return Error{added.error()};
    }
    Keeper keeper(work.store, work.auditor, [&](const auto& records, const auto& unchanged) {
        return queue->hand_in(run, records, unchanged);
    });
    Result<std::size_t> left = queue->left(run);
    if (!left) return Error{left.error()};
    ProgressLine line(work.io.err, *left, "hosts");
    std::string error;
    Clock::time_point prolonged = Clock::now();
    const auto idle = [&]() -> Result<bool> {
        if (!error.empty()) return Error{error};
        if (Clock::now() - prolonged > terms.lease / 4) {
            prolonged = Clock::now();
            if (const auto alive = queue->prolong(run); !alive) return alive;
        }
        return keeper.idle();
    };
    for (; left && *left > 0; left = queue->left(run)) {
        const std::size_t before = keeper.done();
        for (const bool live : {false, true}) {
            if (live) {
                const Result<bool> mine = queue->take_live_lane(run);
                if (!mine) return Error{mine.error()};
                if (!*mine) continue;
            }
            std::deque<Task> leased;
            const std::function<std::optional<Task>()> source = [&]() -> std::optional<Task> {
                if (leased.empty()) {
                    // What is done is done, should this process be lost with the next ones.
                    if (const auto kept = keeper.flush(); !kept) {
                        error = kept.error();
                        return std::nullopt;
                    }
                    Result<std::vector<Task>> more = queue->lease(run, live, leased_at_once);
                    if (!more) {
                        error = more.error();
                        return std::nullopt;
                    }
                    std::move(more->begin(), more->end(), std::back_inserter(leased));
                }
                if (leased.empty()) return std::nullopt;
                Task task = std::move(leased.front());
                leased.pop_front();
                return task;
            };
            if (const auto done = pass_over(work, keeper, live, line, source, idle); !done)
                return Error{done.error()};
        }
        if (keeper.done() == before) std::this_thread::sleep_for(between_looks);
    }
    if (!left) return Error{left.error()};
    return finish(work, keeper);
}

}  // namespace tlslint
