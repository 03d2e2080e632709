// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/fleet_audit_support.hpp"
#include "audit/cli/fleet_options_support.hpp"
#include "audit/cli/fleet_worker_support.hpp"
#include "audit/cli/progress_support.hpp"
#include "audit/fleet/queue.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

using fleet::Queue, fleet::Store;

// Works on one run until nothing of it is left.
Result<Done> work_on(Store& store, Queue& queue, const std::string& run, const Options& given,
                     const Scratch& scratch, Io& io) {
    const Result<std::string> words = queue.options(run);
    if (!words) return Error{words.error()};
    const Result<Options> options = with_working_options(given, *words);
    if (!options) return Error{options.error()};
    const auto policies = queue.policies(run);
    if (!policies) return Error{policies.error()};
    const auto auditor = HostAuditor::make(*options, *policies);
    if (!auditor) return Error{auditor.error()};
    auto parts = store.parts();
    if (!parts) return Error{parts.error()};
    const auto part = std::find_if(parts->begin(), parts->end(),
                                   [&](const Store::Part& each) { return each.run == run; });
    if (part == parts->end()) return Error{fmt::format("run \"{}\" has no beginning", run)};
    Work work{store, *part, **auditor, *options, scratch, io};
    return work_with_others(work, {}, {});
}

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    if (!fleet::is_shared(options.store))
        return fail("fleet worker: give the database that others share (--store postgresql://...)");
    Result<Store> store = Store::open(options.store, fleet::Access::write);
    if (!store) return fail(store.error());
    Result<Queue> queue = Queue::open(*store, "", {});
    if (!queue) return fail(queue.error());
    Result<std::vector<std::string>> runs =
        options.run.empty() ? queue->open_runs() : std::vector{options.run};
    if (!runs) return fail(runs.error());
    const Result<Scratch> scratch = Scratch::make();
    if (!scratch) return fail(scratch.error());
    for (const std::string& each : *runs) {
        const Result<Done> done = work_on(*store, *queue, each, options, *scratch, io);
        if (!done) return fail(done.error());
        if (!options.quiet)
            fmt::print(io.out, "run {}: {} hosts by this worker, {} failed\n", each,
                       report::grouped(done->hosts), report::grouped(done->failed));
    }
    if (runs->empty() && !options.quiet) io.out << "nothing waits for a worker\n";
    return Exit::clean;
}

constexpr std::string_view options[] = {"store",    "run",        "lease", "jobs",
                                        "max-time", "max-memory", "quiet"};

}  // namespace

namespace commands {
extern const Command fleet_worker;
const Command fleet_worker{
    .name = "fleet worker",
    .summary = "help with the runs of a shared store until nothing is left to do",
    .arguments = "",
    .about_arguments = "",
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
