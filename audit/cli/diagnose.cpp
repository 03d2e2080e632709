// SPDX-License-Identifier: Apache-2.0
#include "audit/live/diagnose.hpp"

#include "audit/cli/command.hpp"
#include "audit/cli/diagnose_support.hpp"
#include "audit/cli/live_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/cli/upstreams_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>
#include <vector>

namespace tlslint {
namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};

live::DiagnoseOptions how_of(const Options& options, const LiveInputs& inputs) {
    live::DiagnoseOptions how;
    how.client = inputs.client;
    how.credential = inputs.credential;
    how.trust = inputs.trust.get();
    how.now = inputs.now;
    how.fetches_revocation = options.fetch_revocation;
    how.silence = inputs.silence;
    if (inputs.most) how.most = *inputs.most;
    return how;
}

// One page after the other; of JSON, one object a connection.
std::string pages(const std::vector<DiagnosisPage>& all, bool json, bool colour, unsigned width) {
    std::string text;
    for (const DiagnosisPage& page : all) {
        if (!json && !text.empty()) text += '\n';
        text += json ? json_diagnosis(page) : terminal_diagnosis(page, colour, width);
    }
    return text;
}

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    const auto outputs = outputs_of(options, formats, io);
    if (!outputs) return Exit::failed;
    if (options.arguments.empty() == options.upstream_of.empty())
        return fail("diagnose: give a TARGET, or --upstream-of CONFIG");
    Result<LiveInputs> inputs = live_inputs(options);
    if (!inputs) return fail(inputs.error());

    std::vector<live::Target> targets;
    std::vector<live::Diagnosed> diagnosed;
    UpstreamTargets upstreams;
    if (options.upstream_of.empty()) {
        auto target = live::parse_target(options.arguments.front(), target_options(options));
        if (!target) return fail(target.error());
        targets.push_back(std::move(*target));
        diagnosed.push_back(live::diagnose(targets.front(), how_of(options, *inputs)));
    } else {
        auto found = upstreams_of(options, io);
        if (!found) return fail(found.error());
        upstreams = std::move(*found);
        for (const std::string& why : upstreams.skipped) complain(io, why);
        if (upstreams.all.empty())
            return fail("the configuration makes no TLS connection that could be examined");
        for (const UpstreamTarget& each : upstreams.all) {
            live::DiagnoseOptions how = how_of(options, *inputs);
            how.client = &each.client;
            how.verifies = each.verifies;
            how.most_authorities = each.most_authorities;
            if (each.trust) how.trust = each.trust.get();
            if (each.credential) how.credential = each.credential;
            diagnosed.push_back(live::diagnose(each.target, how));
        }
    }
    std::vector<DiagnosisPage> all;
    const std::string_view client = inputs->client ? inputs->client->id : "modern";
    for (std::size_t i = 0; i < diagnosed.size(); ++i) {
        const UpstreamTarget* const upstream = targets.empty() ? &upstreams.all[i] : nullptr;
        all.push_back({upstream ? upstream->target : targets[i],
                       upstream ? upstream->client.id : client, diagnosed[i], upstream});
    }
    for (const OutputChoice& output : *outputs) {
        const bool written =
            write_output(output.file, options, io, [&](std::ostream& out, bool colour) {
                out << pages(all, output.format == "json", colour, io.width);
            });
        if (!written) return fail(fmt::format("cannot write {}", output.file));
    }
    const bool all_work = std::all_of(diagnosed.begin(), diagnosed.end(),
                                      [](const live::Diagnosed& each) { return each.ok; });
    return all_work ? Exit::clean : Exit::findings;
}

constexpr std::string_view options[] = {"sni",
                                        "no-sni",
                                        "connect",
                                        "roots",
                                        "no-system-trust",
                                        "crl",
                                        "fetch-revocation",
                                        "client-cert",
                                        "client-key",
                                        "starttls",
                                        "client",
                                        "timeout",
                                        "max-time",
                                        "now",
                                        "format",
                                        "output",
                                        "color",
                                        "upstream-of",
                                        "kind",
                                        "root",
                                        "prefix",
                                        "map",
                                        "define",
                                        "env",
                                        "target",
                                        "server-version",
                                        "openssl-version",
                                        "config"};

}  // namespace

namespace commands {
extern const Command diagnose;
const Command diagnose{
    .name = "diagnose",
    .summary = "make one handshake with a server, step by step, and say why it fails",
    .arguments = "TARGET",
    .about_arguments = "host, host:port, https://host, smtp://host, … (port 443)",
    .least = 0,
    .most = 1,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
