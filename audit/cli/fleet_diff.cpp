// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_report_support.hpp"
#include "audit/fleet/changes.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/json_value_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {
namespace {

void print_text(const fleet::Changes& changes, std::ostream& out) {
    const auto print = [&](const char* word, const std::vector<fleet::HostFinding>& findings) {
        for (const auto& [host, finding] : findings)
            fmt::print(out, "{}: {}: {}: {} [{}]\n", word,
                       report::printable(place_of(host, finding)), report::spell(finding.severity),
                       report::safe_text(finding.message), report::printable(finding.rule));
    };
    const auto name = [&](const char* word, const fleet::Strings& hosts) {
        for (const std::string& host : hosts)
            fmt::print(out, "{}: {}\n", word, report::printable(host));
    };
    print("new", changes.added);
    print("mended", changes.mended);
    name("new host", changes.hosts_added);
    name("host is gone", changes.hosts_gone);
    name("not audited any more", changes.hosts_failing);
    fmt::print(out, "{} new, {} mended, {} unchanged", report::grouped(changes.added.size()),
               report::grouped(changes.mended.size()), report::grouped(changes.unchanged));
    if (changes.unseen > 0)
        fmt::print(out, ", {} on hosts not audited any more", report::grouped(changes.unseen));
    out << '\n';
}

void print_json(const fleet::Run& before, const fleet::Run& after, const fleet::Changes& changes,
                std::ostream& out) {
    fmt::print(out, "{{\"schema_version\":1,\n\"since\":{},\n\"run\":{},\n\"changes\":",
               report::print(json_of(before)), report::print(json_of(after)));
    write_changes(changes, out);
    out << "}\n";
}

constexpr std::string_view formats[] = {"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    Result<fleet::Store> store = fleet::Store::open(options.store, fleet::Access::read);
    if (!store) return fail(store.error());
    const Result<fleet::Run> before = store->run(options.arguments[0]);
    if (!before) return fail(before.error());
    const Result<fleet::Run> after =
        store->run(options.arguments.size() > 1 ? options.arguments[1] : "");
    if (!after) return fail(after.error());
    const Result<fleet::Changes> changes = fleet::changes_between(*store, before->id, after->id);
    if (!changes) return fail(changes.error());
    *format == "json" ? print_json(*before, *after, *changes, io.out)
                      : print_text(*changes, io.out);
    return changes->added.empty() ? Exit::clean : Exit::findings;
}

constexpr std::string_view options[] = {"store", "format"};

}  // namespace

namespace commands {
extern const Command fleet_diff;
const Command fleet_diff{.name = "fleet diff",
                         .summary = "what is new and mended between two runs",
                         .arguments = "RUN [RUN]",
                         .about_arguments = "the earlier run, and the later one (the latest)",
                         .least = 1,
                         .most = 2,
                         .options = options,
                         .run = run};
}  // namespace commands
}  // namespace tlslint
