// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/cipher_report_support.hpp"
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "parsers/model/facts.hpp"
#include "parsers/openssl/levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace tlslint {
namespace {

using openssl::Rewriting;

// What servers do to a string before the library sees it, from that version on: mod_ssl's
// ssl_engine_config.c (reference/apache.md 5.3). The others hand it over as it is written.
struct Habit {
    std::string_view server;
    ServerVersion since;
    Rewriting rewriting;
};
constexpr Habit habits[] = {
    {"nginx", {}, Rewriting::none},
    {"apache", {}, Rewriting::none},
    {"apache", {2, 4, 7}, Rewriting::exclusions_in_front},
    {"apache", {2, 4, 17}, Rewriting::exclusions_behind},
    {"haproxy", {}, Rewriting::none},
};

Result<Rewriting> rewriting_of(const std::string& server, const config::Target& target) {
    if (server.empty()) return Rewriting::none;
    const auto version = parse_server_version(config::server_version(target, server));
    const Habit* found = nullptr;
    for (const Habit& habit : habits) {
        if (habit.server == server && version && habit.since <= *version) found = &habit;
    }
    if (!found) return Error{fmt::format("--kind {}: there is nginx, apache, haproxy", server)};
    return found->rewriting;
}

// Who reads the string: the options over the target's preset over upstream's newest release.
Result<CipherReport> reader_of(const Options& options) {
    const bool has_target = !options.target.empty();
    const auto target = target_named(has_target ? options.target : "upstream");
    if (!target) return Error{target.error()};
    const auto rewriting = rewriting_of(options.kind, **target);
    if (!rewriting) return Error{rewriting.error()};

    const openssl::Distribution& shipped = config::library_of(**target, options.kind);
    const auto policy = policy_of(options);
    if (!policy) return Error{policy.error()};
    CipherReport report;
    report.policy = *policy;
    report.rewriting = *rewriting;
    report.server = options.kind;
    report.release = options.openssl_version.empty() ? shipped.release : options.openssl_version;
    const auto release = openssl_named(report.release);
    if (!release) return Error{release.error()};
    report.exact = release->exact;
    report.library = has_target ? shipped.library : openssl::upstream(release->version);
    report.library.version = release->version;
    report.level_asked = options.security_level.has_value();
    report.level = options.security_level ? *options.security_level
                   : has_target           ? openssl::starting_level(shipped)
                                          : openssl::default_security_level(release->version);
    report.source = has_target                        ? std::string((*target)->name)
                    : options.openssl_version.empty() ? "upstream, by default"
                                                      : "upstream";
    return report;
}

constexpr std::array<std::string_view, 2> formats{"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    const auto outputs = outputs_of(options, formats, io);
    if (!outputs) return Exit::failed;
    Result<CipherReport> report = reader_of(options);
    if (!report) return fail(report.error());
    report->text = options.arguments.front();
    report->evaluation = openssl::evaluate(report->text, report->rewriting, report->library);
    if (report->evaluation.refusal == openssl::Refusal::limit)
        return fail(fmt::format("the string is longer than {} KiB", openssl::max_text / 1024));
    report->level = report->evaluation.security_level.value_or(report->level);
    if (!openssl::has_levels(report->library.version)) report->level = 0;

    // The text says it itself; JSON has no place for it.
    const bool untold = std::none_of(outputs->begin(), outputs->end(),
                                     [](const auto& output) { return output.format == "text"; });
    if (untold && !report->exact) complain(io, describe_reader(*report));
    for (const OutputChoice& output : *outputs) {
        const bool written =
            write_output(output.file, options, io, [&](std::ostream& out, bool colour) {
                if (output.format == "json") return print_json(*report, out);
                const bool fits = output.file.empty() && io.out_is_terminal;
                print_text(*report, {.colour = colour, .width = fits ? io.width : 0}, out);
            });
        if (!written) return fail(fmt::format("cannot write {}", output.file));
    }
    return report->evaluation.ok() ? Exit::clean : Exit::findings;
}

constexpr std::string_view options[] = {"openssl", "security-level", "any-kind", "target",
                                        "policy",  "format",         "output",   "color"};

}  // namespace

namespace commands {
extern const Command ciphers;
const Command ciphers{
    .name = "ciphers",
    .summary = "expand an OpenSSL cipher string",
    .arguments = "STRING",
    .about_arguments = "a cipher string, such as 'ECDHE+AESGCM:!aNULL'; behind -- if it starts "
                       "with -",
    .least = 1,
    .most = 1,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
