// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/live_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/cli/selection_support.hpp"
#include "audit/cli/upstreams_support.hpp"
#include "audit/cli/verify_support.hpp"
#include "audit/live/explore.hpp"
#include "audit/live/observed_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

// The first is the usual one; json is the contract's own, the others know findings only.
std::vector<std::string_view> formats() {
    std::vector<std::string_view> names{"text", "json"};
    for (const report::Reporter* reporter : report::reporters()) {
        if (std::find(names.begin(), names.end(), reporter->name) == names.end())
            names.push_back(reporter->name);
    }
    return names;
}

const report::Reporter& reporter_named(std::string_view name) {
    const auto all = report::reporters();
    return **std::find_if(all.begin(), all.end(),
                          [&](const report::Reporter* each) { return each->name == name; });
}

Exit list_clients(Io& io) {
    for (const clients::Profile& profile : clients::profiles())
        io.out << fmt::format("{:<18} {}\n", profile.id, profile.name);
    return Exit::clean;
}

Result<std::vector<live::Target>> targets_of(const Options& options) {
    std::vector<live::Target> targets;
    const bool for_all =
        std::any_of(options.connects.begin(), options.connects.end(),
                    [](const std::string& each) { return each.find('=') == std::string::npos; });
    if (for_all && options.arguments.size() > 1)
        return Error{"--connect without a name is for one target; write NAME=ADDR:PORT"};
    for (const std::string& text : options.arguments) {
        auto target = live::parse_target(text, target_options(options));
        if (!target) return Error{target.error()};
        targets.push_back(std::move(*target));
    }
    return targets;
}

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    if (options.list_clients) return list_clients(io);
    if (options.arguments.empty() == options.upstream_of.empty())
        return fail("verify: give TARGETs, or --upstream-of CONFIG");
    const auto known = formats();
    const auto outputs = outputs_of(options, known, io);
    if (!outputs) return Exit::failed;
    const auto selection = selection_of(options, nullptr);
    if (!selection) return fail(selection.error());
    const auto policy = policy_of(options);
    if (!policy) return fail(policy.error());
    const live::Depth depth = options.depth == "quick" ? live::Depth::quick : live::Depth::full;
    std::vector<live::Inquiry> inquiries;
    UpstreamTargets upstreams;
    if (options.upstream_of.empty()) {
        const auto targets = targets_of(options);
        if (!targets) return fail(targets.error());
        for (const live::Target& target : *targets) inquiries.push_back({target, depth});
    } else {
        auto found = upstreams_of(options, io);
        if (!found) return fail(found.error());
        upstreams = std::move(*found);
        for (const std::string& why : upstreams.skipped) complain(io, why);
        if (upstreams.all.empty())
            return fail("the configuration makes no TLS connection that could be examined");
        for (const UpstreamTarget& each : upstreams.all)
            inquiries.push_back({each.target, depth, each.trust.get(), each.credential});
    }
    Result<LiveInputs> inputs = live_inputs(options);
    if (!inputs) return fail(inputs.error());
    std::vector<live::Observed> observed = explore(inquiries, options, *inputs, io);

    std::vector<VerifiedTarget> verified;
    for (std::size_t i = 0; i < inquiries.size(); ++i) {
        const live::Target& target = inquiries[i].target;
        const x509::Trust& trust = inquiries[i].trust ? *inquiries[i].trust : *inputs->trust;
        report::Document judged =
            live::judge(target, observed[i], trust, inputs->now, *policy, *selection);
        verified.push_back({target, std::move(observed[i]), std::move(judged)});
        if (!upstreams.all.empty()) {
            const UpstreamTarget& upstream = upstreams.all[i];
            verified.back().upstream = upstream.id;
            verified.back().configured_at = fmt::format("{}:{}", upstream.file, upstream.line);
        }
    }
    const report::Document document = document_of(verified);
    for (const OutputChoice& output : *outputs) {
        const auto write = [&](std::ostream& out, bool colour) {
            if (output.format == "json") {
                out << json_verification(verified, inputs->now);
                return;
            }
            if (output.format == "text") {
                for (const VerifiedTarget& each : verified)
                    out << terminal_verification(each, colour, io.width) << '\n';
            }
            reporter_named(output.format).write(document, {colour, io.width, options.quiet}, out);
        };
        if (!write_output(output.file, options, io, write))
            return fail(fmt::format("cannot write {}", output.file));
    }
    return reaches(document.summary, options.fail_on.empty() ? "warning" : options.fail_on)
               ? Exit::findings
               : Exit::clean;
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
                                        "timeout",
                                        "max-time",
                                        "plain",
                                        "depth",
                                        "list-clients",
                                        "max-connections",
                                        "rate",
                                        "jobs",
                                        "policy",
                                        "select",
                                        "ignore",
                                        "severity",
                                        "fail-on",
                                        "format",
                                        "output",
                                        "color",
                                        "quiet",
                                        "now",
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
extern const Command verify;
const Command verify{
    .name = "verify",
    .summary = "find out what servers really offer, and what is wrong with it",
    .arguments = "TARGET...",
    .about_arguments = "host, host:port, https://host, smtp://host, … (port 443)",
    .least = 0,
    .most = 1'000'000,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
