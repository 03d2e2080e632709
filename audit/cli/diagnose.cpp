// SPDX-License-Identifier: Apache-2.0
#include "audit/live/diagnose.hpp"

#include "audit/cli/command.hpp"
#include "audit/cli/diagnose_support.hpp"
#include "audit/cli/live_support.hpp"
#include "audit/cli/outputs_support.hpp"

#include <fmt/format.h>

#include <array>
#include <ostream>

namespace tlslint {
namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    const auto outputs = outputs_of(options, formats, io);
    if (!outputs) return Exit::failed;
    const Result<live::Target> target =
        live::parse_target(options.arguments.front(), target_options(options));
    if (!target) return fail(target.error());
    Result<LiveInputs> inputs = live_inputs(options);
    if (!inputs) return fail(inputs.error());

    live::DiagnoseOptions how;
    how.client = inputs->client;
    how.credential = inputs->credential;
    how.trust = inputs->trust.get();
    how.now = inputs->now;
    how.silence = inputs->silence;
    if (inputs->most) how.most = *inputs->most;
    const live::Diagnosed diagnosed = live::diagnose(*target, how);

    const DiagnosisPage page{*target, how.client ? how.client->id : "modern", diagnosed};
    for (const OutputChoice& output : *outputs) {
        const bool written =
            write_output(output.file, options, io, [&](std::ostream& out, bool colour) {
                out << (output.format == "json" ? json_diagnosis(page)
                                                : terminal_diagnosis(page, colour, io.width));
            });
        if (!written) return fail(fmt::format("cannot write {}", output.file));
    }
    return diagnosed.ok ? Exit::clean : Exit::findings;
}

constexpr std::string_view options[] = {
    "sni",         "no-sni",     "connect",  "roots",  "no-system-trust", "crl",
    "client-cert", "client-key", "starttls", "client", "timeout",         "max-time",
    "now",         "format",     "output",   "color"};

}  // namespace

namespace commands {
extern const Command diagnose;
const Command diagnose{
    .name = "diagnose",
    .summary = "make one handshake with a server, step by step, and say why it fails",
    .arguments = "TARGET",
    .about_arguments = "host, host:port, https://host, smtp://host, … (port 443)",
    .least = 1,
    .most = 1,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
