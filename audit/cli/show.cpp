// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/clients_text_support.hpp"
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/live_look_support.hpp"
#include "audit/cli/model_json_support.hpp"
#include "audit/cli/model_text_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/cli/tree_support.hpp"
#include "audit/cli/view_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

namespace tlslint {
namespace {

constexpr std::string_view formats[] = {"text", "json"};
constexpr unsigned narrowest = 40;  // columns; below that lines break anyway

using Models = std::vector<std::unique_ptr<Model>>;

void print_tree(const Models& models, bool json, std::ostream& out) {
    json ? print_tree_json(models, out) : print_tree_text(models, out);
}

using Observed = std::optional<std::vector<ObservedView>>;

void print_model(const std::vector<View>& views, const Observed& observed, const Options& options,
                 bool json, const CardStyle& style, std::ostream& out) {
    if (json)
        return print_model_json(views, observed,
                                options.clients ? Clients::shown : Clients::left_out, out);
    options.clients ? print_clients_text(views, style, out) : print_model_text(views, style, out);
    if (observed) {
        for (const ObservedView& each : *observed) print_observed_text(each.view, style, out);
    }
    print_model_end(views, style, out);
}

// Of the endpoints that are shown.
std::vector<ObservedView> observed_of(const Looks& looks, const std::vector<View>& views) {
    std::vector<ObservedView> observed;
    for (const Look& look : looks.all) {
        const bool is_whole = look.visit.inquiry.depth == live::Depth::listed
                              || look.visit.inquiry.depth == live::Depth::full;
        const bool is_shown = std::any_of(views.begin(), views.end(), [&](const View& view) {
            return std::find(view.endpoints.begin(), view.endpoints.end(), look.visit.endpoint)
                   != view.endpoints.end();
        });
        if (is_whole && is_shown)
            observed.push_back({look.visit.endpoint->id,
                                {look.model.get(), {&look.model->endpoints.front()}, {}, {}}});
    }
    return observed;
}

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    if (options.tree && options.clients) return fail("--tree and --clients exclude each other");
    if (!options.connects.empty() && !options.live) return fail("--connect goes with --live");
    const auto outputs = outputs_of(options, formats, io);
    if (!outputs) return Exit::failed;
    if (const auto usable = policy_of(options); !usable) return fail(usable.error());
    Projects projects(options);
    FactsFinder finder(options);
    Result<Inputs> inputs = find_inputs(options, projects, finder, io);
    if (!inputs) return fail(inputs.error());
    for (const std::string& error : inputs->errors) complain(io, error);
    Models models;
    Policies policies(options);
    std::map<const Model*, const Policy*> policy_of_model;
    std::vector<Subject> subjects;
    for (Input& input : inputs->all) {
        const bool taken_from_host = finder.takes_from_host(input);
        const Result<Facts> facts = finder.facts_for(input);
        if (!facts) return fail(facts.error());
        const Result<const Policy*> policy = policies.of(input);
        if (!policy) return fail(policy.error());
        models.push_back(load(input, *facts));
        policy_of_model.emplace(models.back().get(), *policy);
        subjects.push_back({models.back().get(), taken_from_host});
    }
    const bool nothing_done = models.empty() && !inputs->errors.empty();
    auto views = view(models, options.select);
    if (!views) return fail(views.error());
    for (View& view : *views) view.policy = policy_of_model.at(view.model)->name;
    std::optional<Looks> looks;
    Observed observed;
    if (options.live && !options.tree) {
        const Result<LiveInputs> how = live_inputs(options);
        if (!how) return fail(how.error());
        Result<Looks> found = look_at(subjects, options, *how, io);
        if (!found) return fail(found.error());
        looks = std::move(*found);
        observed = observed_of(*looks, *views);
    }
    for (const OutputChoice& output : *outputs) {
        const bool written =
            write_output(output.file, options, io, [&](std::ostream& out, bool colour) {
                const bool json = output.format == "json";
                if (nothing_done && !json) return;  // the errors say it all
                if (options.tree) return print_tree(models, json, out);
                print_model(*views, observed, options, json,
                            {colour, std::max(io.width, narrowest)}, out);
            });
        if (!written) return fail(fmt::format("cannot write {}", output.file));
    }
    return inputs->errors.empty() ? Exit::clean : Exit::failed;
}

constexpr std::string_view options[] = {"kind",
                                        "policy",
                                        "config",
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
                                        "select-names",
                                        "format",
                                        "output",
                                        "color",
                                        "now",
                                        "stdin-filename",
                                        "tree",
                                        "clients",
                                        "no-includes",
                                        "live",
                                        "connect",
                                        "look-depth",
                                        "ca-file",
                                        "no-system-trust",
                                        "crl",
                                        "client-cert",
                                        "client-key",
                                        "timeout",
                                        "max-time",
                                        "max-connections",
                                        "rate"};

}  // namespace

namespace commands {
extern const Command show;
const Command show{
    .name = "show",
    .summary = "show what a configuration really offers",
    .arguments = "[PATH...]",
    .about_arguments = "as for check",
    .most = 1'000'000,
    .options = options,
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
