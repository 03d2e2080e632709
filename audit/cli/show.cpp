// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/clients_text_support.hpp"
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/model_json_support.hpp"
#include "audit/cli/model_text_support.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/cli/tree_support.hpp"
#include "audit/cli/view_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

constexpr std::string_view formats[] = {"text", "json"};
constexpr unsigned narrowest = 40;  // columns; below that lines break anyway

using Models = std::vector<std::unique_ptr<Model>>;

void print_tree(const Models& models, bool json, std::ostream& out) {
    json ? print_tree_json(models, out) : print_tree_text(models, out);
}

void print_model(const std::vector<View>& views, const std::string& policy, const Options& options,
                 bool json, const CardStyle& style, std::ostream& out) {
    if (json)
        return print_model_json(views, policy, options.clients ? Clients::shown : Clients::left_out,
                                out);
    options.clients ? print_clients_text(views, style, out) : print_model_text(views, style, out);
    print_model_end(views, policy, style, out);
}

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    if (options.tree && options.clients) return fail("--tree and --clients exclude each other");
    const auto outputs = outputs_of(options, formats, io);
    if (!outputs) return Exit::failed;
    const Result<Policy> policy = policy_of(options);
    if (!policy) return fail(policy.error());
    Result<Inputs> inputs = find_inputs(options, io);
    if (!inputs) return fail(inputs.error());
    for (const std::string& error : inputs->found.errors) complain(io, error);
    Models models;
    FactsFinder finder(inputs->files, options);
    for (Deployment& deployment : inputs->found.deployments) {
        const Result<Facts>& facts = finder.facts_for(deployment);
        if (!facts) return fail(facts.error());
        models.push_back(load(std::move(deployment), inputs->files, inputs->reading, *facts));
    }
    const bool nothing_done = models.empty() && !inputs->found.errors.empty();
    const auto views = view(models, options.select);
    if (!views) return fail(views.error());
    for (const OutputChoice& output : *outputs) {
        const bool written =
            write_output(output.file, options, io, [&](std::ostream& out, bool colour) {
                const bool json = output.format == "json";
                if (nothing_done && !json) return;  // the errors say it all
                if (options.tree) return print_tree(models, json, out);
                print_model(*views, policy->name, options, json,
                            {colour, std::max(io.width, narrowest)}, out);
            });
        if (!written) return fail(fmt::format("cannot write {}", output.file));
    }
    return inputs->found.errors.empty() ? Exit::clean : Exit::failed;
}

constexpr std::string_view options[] = {"kind",
                                        "policy",
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
                                        "no-includes"};

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
