// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/fleet_audit_support.hpp"
#include "audit/cli/fleet_keeper_support.hpp"
#include "audit/cli/fleet_options_support.hpp"
#include "audit/cli/fleet_run_support.hpp"
#include "audit/cli/fleet_worker_support.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/progress_support.hpp"
#include "audit/cli/selection_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"
#include "audit/rfc3339.hpp"
#include "audit/version.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <ostream>
#include <unordered_set>
#include <utility>

namespace tlslint {
namespace {

using fleet::Store, fleet::Task;

std::string date_of(fleet::Time time) {
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

fleet::Time wall_clock() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// The part of a run that this process does: the one that --run names, one that was interrupted, or
// a new one.
Result<Store::Part> part_of(Store& store, const Options& options, const fleet::Shard& shard,
                            fleet::Time now) {
    auto parts = store.parts();
    if (!parts) return Error{parts.error()};
    std::erase_if(*parts, [&](const Store::Part& part) {
        return part.part != shard.part || part.parts != shard.parts;
    });
    const auto find = [&](const std::string& run) {
        return std::find_if(parts->begin(), parts->end(),
                            [&](const Store::Part& part) { return part.run == run; });
    };
    Store::Part fresh{.run = options.run,
                      .part = shard.part,
                      .parts = shard.parts,
                      .now = now,
                      .started = wall_clock(),
                      .tool = std::string(version),
                      .policy = options.policy};
    if (!options.run.empty()) {
        const auto known = find(options.run);
        return known == parts->end() ? fresh : *known;
    }
    const Store::Part* last = nullptr;
    for (const Store::Part& part : *parts) {
        if (!last || part.started >= last->started) last = &part;
    }
    const bool goes_on = last && !last->finished && last->tool == fresh.tool
                         && last->policy == fresh.policy
                         && (options.now.empty() || last->now == now);
    if (goes_on) return *last;
    fresh.run = date_of(now);
    for (int i = 2; find(fresh.run) != parts->end(); ++i)
        fresh.run = fmt::format("{}.{}", date_of(now), i);
    return fresh;
}

// "3 errors, 4 warnings, 1 info"
std::string findings_in_words(const Store::Tally& tally) {
    std::string words;
    const auto add = [&](std::size_t number, std::string_view noun) {
        if (number > 0)
            words += fmt::format("{}{} {}{}", words.empty() ? "" : ", ", report::grouped(number),
                                 noun, number == 1 ? "" : "s");
    };
    add(tally.errors, "error");
    add(tally.warnings, "warning");
    add(tally.infos, "info");
    return words.empty() ? "nothing to report" : words;
}

void say(const Store::Tally& tally, const Store::Part& part, const Done& done,
         const Options& options, Io& io) {
    for (const auto& [host, failure] : done.failures)
        fmt::print(io.err, "{}: {}\n", report::printable(host), report::printable(failure));
    if (done.failed > done.failures.size())
        fmt::print(io.err, "… and {} more that could not be audited\n",
                   report::grouped(done.failed - done.failures.size()));
    if (options.quiet && tally.errors + tally.warnings + tally.infos + tally.failed == 0) return;
    const std::string part_words =
        part.parts == 1 ? "" : fmt::format(" (part {} of {})", part.part, part.parts);
    fmt::print(io.out, "run {}{}: {} host{}{}{}\n", report::printable(part.run), part_words,
               report::grouped(tally.hosts), tally.hosts == 1 ? "" : "s",
               done.unchanged > 0 ? fmt::format(", {} unchanged", report::grouped(done.unchanged))
                                  : "",
               tally.failed > 0 ? fmt::format(", {} failed", report::grouped(tally.failed)) : "");
    fmt::print(io.out, "{}{}\n", findings_in_words(tally),
               tally.hosts_with_findings > 0
                   ? fmt::format(" on {} host{}", report::grouped(tally.hosts_with_findings),
                                 tally.hosts_with_findings == 1 ? "" : "s")
                   : "");
    if (io.out_is_terminal && tally.hosts > tally.failed) {
        // A URL may hold a password.
        const std::string where = options.store == Options().store ? ""
                                  : fleet::is_shared(options.store)
                                      ? " --store postgresql://…"
                                      : " --store " + report::printable(options.store);
        fmt::print(io.out, "more: tlslint fleet report{}\n", where);
    }
}

Exit run(const Options& given, Io& io) {
    Options options = given;
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    const Result<fleet::Shard> shard = fleet::parse_shard(options.shard);
    if (!shard) return fail(shard.error());
    if (options.arguments.empty() && options.endpoint_lists.empty())
        return fail("fleet run: give a fleet.toml, a directory of hosts, archives or dumps");
    Result<fleet::Fleet> fleet = fleet::find_fleet(options.arguments, options.endpoint_lists);
    if (!fleet) return fail(fleet.error());
    for (const std::string& remark : fleet->remarks) complain(io, remark);
    if (fleet->tasks.empty()) return fail("there are no hosts in it");

    // 1. Which run this is, and the date that it judges by: the one it began with.
    const Result<fleet::Time> today = now_of(options);
    if (!today) return fail(today.error());
    Result<Store> store = Store::open(options.store, fleet::Access::write);
    if (!store) return fail(store.error());
    Result<Store::Part> part = part_of(*store, options, *shard, *today);
    if (!part) return fail(part.error());
    options.now = rfc3339(part->now);
    std::vector<std::string> policies;
    for (const Task& task : fleet->tasks) {
        if (policies.empty() || policies.back() != task.policy) policies.push_back(task.policy);
    }
    const auto auditor = HostAuditor::make(options, policies);
    if (!auditor) return fail(auditor.error());
    if (const auto begun = store->put(*part); !begun) return fail(begun.error());

    // 2. Its hosts that are still to do.
    std::vector<std::string> names;
    if (auto known = store->names(part->run); !known) {
        return fail(known.error());
    } else {
        names = std::move(*known);
    }
    std::unordered_set<std::string> there(names.begin(), names.end());
    // Endpoints can be asked and nothing else; configurations' servers are where the user says so.
    std::vector<Task> tasks;
    std::vector<Task> live_tasks;
    for (Task& task : fleet->tasks) {
        if (!shard->holds(task.host.name) || there.contains(task.host.name)) continue;
        const bool is_live = options.live || task.host.kind == fleet::Host::Kind::endpoint;
        (is_live ? live_tasks : tasks).push_back(std::move(task));
    }

    // 3. Audits, and the store.
    const Result<Scratch> scratch = Scratch::make();
    if (!scratch) return fail(scratch.error());
    Work work{.store = *store,
              .part = *part,
              .auditor = **auditor,
              .options = options,
              .scratch = *scratch,
              .io = io};
    const Result<Done> done = fleet::is_shared(options.store)
                                  ? work_with_others(work, tasks, live_tasks)
                                  : work_alone(work, tasks, live_tasks);
    if (!done) return fail(done.error());

    // 4. What it comes to.
    const Result<Store::Tally> tally = store->tally(part->run);
    if (!tally) return fail(tally.error());
    say(*tally, *part, *done, options, io);
    if (tally->failed > 0) return Exit::failed;
    const report::Summary summary{
        .errors = tally->errors, .warnings = tally->warnings, .infos = tally->infos};
    return reaches(summary, options.fail_on.empty() ? "warning" : options.fail_on) ? Exit::findings
                                                                                   : Exit::clean;
}

constexpr std::string_view options[] = {"store",
                                        "run",
                                        "shard",
                                        "force",
                                        "lease",
                                        "endpoints",
                                        "live",
                                        "look-depth",
                                        "jobs",
                                        "max-time",
                                        "max-memory",
                                        "kind",
                                        "absent",
                                        "define",
                                        "env",
                                        "target",
                                        "server-version",
                                        "openssl-version",
                                        "security-level",
                                        "policy",
                                        "select",
                                        "ignore",
                                        "severity",
                                        "no-ignore",
                                        "require-reason",
                                        "ca-file",
                                        "no-system-trust",
                                        "crl",
                                        "client-cert",
                                        "client-key",
                                        "timeout",
                                        "max-connections",
                                        "rate",
                                        "now",
                                        "fail-on",
                                        "quiet"};

}  // namespace

namespace commands {
extern const Command fleet_run;
const Command fleet_run{
    .name = "fleet run",
    .summary = "audit hosts and keep what is found in a store",
    .arguments = "[PATH...]",
    .about_arguments = "a fleet.toml; a directory with a tree (HOST/etc/nginx/...), an archive "
                       "(HOST.tar.gz) or an `nginx -T` dump of each host; or one of these",
    .most = 1'000'000,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
