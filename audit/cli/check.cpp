// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/baseline_support.hpp"
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/judge_support.hpp"
#include "audit/cli/live_look_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/cli/selection_support.hpp"
#include "audit/config/policies.hpp"
#include "audit/report/report.hpp"
#include "audit/report/words_support.hpp"
#include "audit/resolve.hpp"
#include "rules/engine/run.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <ostream>
#include <thread>

namespace tlslint {
namespace {

using Outputs = std::vector<std::pair<const report::Reporter*, std::string>>;

Result<Outputs> outputs_of(const Options& options, const Io& io) {
    const std::string usual = io.out_is_terminal ? "text" : "concise";
    std::vector<OutputChoice> choices = options.outputs;
    if (choices.empty()) choices.push_back({usual, ""});
    Outputs outputs;
    for (const OutputChoice& choice : choices) {
        const std::string& wanted = choice.format.empty() ? usual : choice.format;
        const report::Reporter* const reporter = reporter_named(wanted);
        if (!reporter) {
            std::string known;
            for (const auto* each : report::reporters()) known += fmt::format(" {}", each->name);
            return Error{fmt::format("--format {}: there is{}", wanted, known)};
        }
        outputs.emplace_back(reporter, choice.file);
    }
    return outputs;
}

// One configuration with all that it is judged by.
struct Task {
    Input input;
    Facts facts;
    const Policy* policy;
    const Selection* selection;
};

Judged judge_one(Task& task, const Options& options) {
    Judged judged = judge(task.input, std::move(task.facts), *task.policy, *task.selection);
    if (!options.whole) judged.asked = std::move(task.input.asked);
    return judged;
}

// The order of the results is that of the tasks, however the work is shared out.
std::vector<Judged> judge_all(std::vector<Task> tasks, const Options& options) {
    std::vector<Judged> judged(tasks.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < tasks.size(); i = next++)
            judged[i] = judge_one(tasks[i], options);
    };
    const unsigned jobs =
        options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min<std::size_t>(jobs, tasks.size()); ++i)
        helpers.emplace_back(work);
    work();
    helpers.clear();  // joins
    return judged;
}

// --fail-on, else the least that any project asks for.
Severity threshold_of(const Options& options, const std::vector<Judged>& judged) {
    if (const auto asked = severity_named(options.fail_on)) return *asked;
    std::optional<Severity> least;
    for (const Judged& each : judged) {
        Severity own = Severity::warning;
        if (each.project && each.project->fail_on)
            own = severity_named(each.project->fail_on->value).value_or(own);
        least = std::min(least.value_or(own), own);
    }
    return least.value_or(Severity::warning);
}

// What the configurations' servers do, or why nobody can ask them.
std::string add_live(std::vector<Judged>& judged, const std::vector<char>& taken_from_host,
                     const Options& options, Io& io) {
    const Result<LiveInputs> inputs = live_inputs(options);
    if (!inputs) return inputs.error();
    std::vector<Subject> subjects;
    for (std::size_t i = 0; i < judged.size(); ++i)
        subjects.push_back({judged[i].model.get(), taken_from_host[i] != 0});
    const Result<Looks> looks = look_at(subjects, options, *inputs, io);
    if (!looks) return looks.error();
    add_looks(*looks, subjects, judged);
    return "";
}

Exit run(const Options& options, Io& io) {
    const auto outputs = outputs_of(options, io);
    if (!outputs) {
        complain(io, outputs.error());
        return Exit::failed;
    }
    const auto fail = [&](const std::string& message) { return give_up(message, options, io); };
    if (const auto usable = selection_of(options, nullptr); !usable) return fail(usable.error());
    if (const auto usable = policy_of(options); !usable) return fail(usable.error());
    if (!options.connects.empty() && !options.live) return fail("--connect goes with --live");
    Projects projects(options);
    FactsFinder facts(options);
    if (const std::string wrong = facts.complaint(); !wrong.empty()) return fail(wrong);
    Result<Inputs> inputs = find_inputs(options, projects, facts, io);
    if (!inputs) return fail(inputs.error());
    for (const std::string& error : inputs->errors) complain(io, error);

    Policies policies(options);
    std::map<const config::Project*, Selection> selections;
    std::vector<Task> tasks;
    std::vector<char> taken_from_host;
    for (Input& input : inputs->all) {
        const Result<Facts> own = facts.facts_for(input);
        if (!own) return fail(own.error());
        const Result<const Policy*> policy = policies.of(input);
        if (!policy) return fail(policy.error());
        auto selection = selections.find(input.project);
        if (selection == selections.end()) {
            Result<Selection> chosen = selection_of(options, input.project);
            if (!chosen) return fail(chosen.error());
            selection = selections.emplace(input.project, std::move(*chosen)).first;
        }
        taken_from_host.push_back(facts.takes_from_host(input));
        tasks.push_back({std::move(input), *own, *policy, &selection->second});
    }
    Result<std::optional<Baseline>> baseline = baseline_of(options);
    if (!baseline) return fail(baseline.error());
    auto judged = judge_all(std::move(tasks), options);
    if (options.live) {
        if (const std::string wrong = add_live(judged, taken_from_host, options, io);
            !wrong.empty())
            return fail(wrong);
    }
    Hiding hiding = hiding_of(options, judged);
    hiding.baseline = baseline->has_value() ? &**baseline : nullptr;
    report::Document document = resolve(judged, hiding);
    if (*baseline) {
        if (const std::string wrong = settle(**baseline, judged, options, io); !wrong.empty())
            return fail(wrong);
    }
    document.summary.unreadable += inputs->errors.size();
    document.failures = inputs->errors;
    const Severity threshold = threshold_of(options, judged);
    document.fail_on = severity_of(threshold);

    const bool nothing_done = judged.empty() && !inputs->errors.empty();
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
    for (const auto& output : *outputs) {
        if (output.first->status) return static_cast<Exit>(output.first->status(document));
    }
    if (!inputs->errors.empty()) return Exit::failed;
    return reaches(document.summary, name(threshold)) ? Exit::findings : Exit::clean;
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
                                        "no-ignore",
                                        "show-suppressed",
                                        "require-reason",
                                        "baseline",
                                        "write-baseline",
                                        "whole",
                                        "config",
                                        "fail-on",
                                        "format",
                                        "output",
                                        "stdin-filename",
                                        "skip-unknown",
                                        "jobs",
                                        "color",
                                        "quiet",
                                        "now",
                                        "ca-file",
                                        "no-system-trust",
                                        "crl",
                                        "live",
                                        "connect",
                                        "look-depth",
                                        "client-cert",
                                        "client-key",
                                        "timeout",
                                        "max-time",
                                        "max-connections",
                                        "rate"};

}  // namespace

namespace commands {
extern const Command check;
const Command check{
    .name = "check",
    .summary = "find what is wrong",
    .arguments = "[PATH...]",
    .about_arguments =
        "a configuration file, a fragment, a directory, an `nginx -T` dump, - for the "
        "standard input, or host: the servers of this machine (.)",
    .most = 1'000'000,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
