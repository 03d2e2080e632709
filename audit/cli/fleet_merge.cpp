// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/progress_support.hpp"
#include "audit/fleet/store.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {
namespace {

using fleet::Store;

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    Result<Store> into = Store::open(options.arguments.front(), fleet::Access::write);
    if (!into) return fail(into.error());
    for (std::size_t i = 1; i < options.arguments.size(); ++i) {
        Result<Store> from = Store::open(options.arguments[i], fleet::Access::read);
        if (!from) return fail(from.error());
        if (const auto done = into->merge(*from); !done)
            return fail(fmt::format("{}: {}", options.arguments[i], done.error()));
    }
    const auto runs = into->runs();
    if (!runs) return fail(runs.error());
    if (options.quiet) return Exit::clean;
    for (const fleet::Run& each : *runs)
        fmt::print(io.out, "run {}: {} hosts, {} of {} parts\n", each.id,
                   report::grouped(each.hosts), each.parts_finished, each.parts);
    return Exit::clean;
}

constexpr std::string_view options[] = {"quiet"};

}  // namespace

namespace commands {
extern const Command fleet_merge;
const Command fleet_merge{
    .name = "fleet merge",
    .summary = "bring the stores of shards together; in any order, as often as you like",
    .arguments = "OUT IN...",
    .about_arguments =
        "the store to add to (made if missing), and those to take from; a store is a "
        "file or postgresql://...",
    .least = 2,
    .most = 1'000'000,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
