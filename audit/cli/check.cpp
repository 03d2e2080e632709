// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/config/policies.hpp"
#include "audit/report/report.hpp"
#include "audit/report/words_support.hpp"
#include "audit/resolve.hpp"
#include "rules/engine/run.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <atomic>
#include <ostream>
#include <thread>

namespace tlslint {
namespace {

std::optional<Severity> severity_named(std::string_view text) {
    for (const Severity severity : {Severity::info, Severity::warning, Severity::error}) {
        if (name(severity) == text) return severity;
    }
    return std::nullopt;
}

Result<Selection> selection_of(const Options& options) {
    Selection selection;
    for (const std::string& pattern : options.select) {
        if (const auto done = selection.select(pattern); !done)
            return Error{"--select: " + done.error()};
    }
    for (const std::string& pattern : options.ignore) {
        if (const auto done = selection.ignore(pattern); !done)
            return Error{"--ignore: " + done.error()};
    }
    for (const std::string& change : options.severity) {
        const std::size_t equals = change.find('=');
        const auto level =
            equals == std::string::npos ? std::nullopt : severity_named(change.substr(equals + 1));
        if (!level)
            return Error{fmt::format(
                "--severity {}: expected RULE=error, RULE=warning or RULE=info", change)};
        if (const auto done = selection.severity(change.substr(0, equals), *level); !done)
            return Error{"--severity: " + done.error()};
    }
    return selection;
}

Result<std::vector<std::pair<const report::Reporter*, std::string>>>
outputs_of(const Options& options, const Io& io) {
    const std::string usual = io.out_is_terminal ? "text" : "concise";
    std::vector<OutputChoice> choices = options.outputs;
    if (choices.empty()) choices.push_back({usual, ""});
    std::vector<std::pair<const report::Reporter*, std::string>> outputs;
    for (const OutputChoice& choice : choices) {
        const std::string& wanted = choice.format.empty() ? usual : choice.format;
        const auto reporters = report::reporters();
        const auto found = std::find_if(reporters.begin(), reporters.end(),
                                        [&](const auto* r) { return r->name == wanted; });
        if (found == reporters.end()) {
            std::string known;
            for (const auto* reporter : reporters) known += fmt::format(" {}", reporter->name);
            return Error{fmt::format("--format {}: there is{}", wanted, known)};
        }
        outputs.emplace_back(*found, choice.file);
    }
    return outputs;
}

// The order of the results is that of the deployments, however the work is shared out.
std::vector<Judged> judge_all(std::vector<Deployment> deployments, std::vector<Facts> facts,
                              const Inputs& inputs, const Policy& policy,
                              const Selection& selection, unsigned jobs) {
    std::vector<Judged> judged(deployments.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < deployments.size(); i = next++) {
            judged[i].model =
                load(std::move(deployments[i]), inputs.files, inputs.reading, std::move(facts[i]));
            judged[i].judgement = judge(*judged[i].model, policy, selection);
            judged[i].policy = &policy;
        }
    };
    if (jobs == 0) jobs = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min<std::size_t>(jobs, deployments.size()); ++i)
        helpers.emplace_back(work);
    work();
    helpers.clear();  // joins
    return judged;
}

bool reaches(const report::Summary& summary, std::string_view fail_on) {
    if (summary.errors > 0) return true;
    if (fail_on == "error") return false;
    if (summary.warnings > 0) return true;
    return fail_on == "info" && summary.infos > 0;
}

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    const auto selection = selection_of(options);
    if (!selection) return fail(selection.error());
    const auto outputs = outputs_of(options, io);
    if (!outputs) return fail(outputs.error());
    const Result<Policy> policy = policy_of(options);
    if (!policy) return fail(policy.error());
    Result<Inputs> inputs = find_inputs(options, io);
    if (!inputs) return fail(inputs.error());
    for (const std::string& error : inputs->found.errors) complain(io, error);

    FactsFinder finder(inputs->files, options);
    if (const std::string wrong = finder.complaint(); !wrong.empty()) return fail(wrong);
    std::vector<Facts> facts;
    for (const Deployment& deployment : inputs->found.deployments) {
        const Result<Facts>& own = finder.facts_for(deployment);
        if (!own) return fail(own.error());
        facts.push_back(*own);
    }
    const auto judged = judge_all(std::move(inputs->found.deployments), std::move(facts), *inputs,
                                  *policy, *selection, options.jobs);
    report::Document document = resolve(judged);
    document.summary.unreadable += inputs->found.errors.size();

    const bool nothing_done = judged.empty() && !inputs->found.errors.empty();
    for (const auto& output : *outputs) {
        const report::Reporter* const reporter = output.first;
        const bool for_people = reporter->name == std::string_view("text")
                                || reporter->name == std::string_view("concise");
        if (nothing_done && for_people) continue;  // the errors say it all
        const auto write = [&](std::ostream& out, bool colour) {
            reporter->write(document, {colour, io.width, options.quiet}, out);
        };
        if (!write_output(output.second, options, io, write))
            return fail(fmt::format("cannot write {}", output.second));
    }
    // Silence would say that all is well.
    const bool unsaid = std::all_of(outputs->begin(), outputs->end(),
                                    [](const auto& output) { return output.first->findings_only; });
    if (const std::string skipped = report::describe_skipped(document.summary);
        unsaid && !skipped.empty())
        complain(io, skipped);
    if (unsaid && !document.undetermined.empty())
        complain(io, report::describe_undetermined(document.undetermined));
    if (!inputs->found.errors.empty()) return Exit::failed;
    return reaches(document.summary, options.fail_on) ? Exit::findings : Exit::clean;
}

constexpr std::string_view options[] = {"kind",
                                        "root",
                                        "prefix",
                                        "map",
                                        "absent",
                                        "context",
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
                                        "fail-on",
                                        "format",
                                        "output",
                                        "stdin-filename",
                                        "jobs",
                                        "color",
                                        "quiet",
                                        "now",
                                        "ca-file",
                                        "no-system-trust",
                                        "crl"};

}  // namespace

namespace commands {
extern const Command check;
const Command check{
    .name = "check",
    .summary = "find what is wrong",
    .arguments = "[PATH...]",
    .about_arguments = "a configuration file, a fragment, a directory, an `nginx -T` dump, or - "
                       "for the standard input (.)",
    .most = 1'000'000,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
