// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/model_json_support.hpp"
#include "audit/cli/model_text_support.hpp"
#include "audit/cli/tree_support.hpp"
#include "rules/policy/policy.hpp"

#include <ostream>

namespace tlslint {
namespace {

constexpr std::string_view formats[] = {"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    Result<Inputs> inputs = find_inputs(options, io);
    if (!inputs) return fail(inputs.error());
    for (const std::string& error : inputs->found.errors) complain(io, error);
    std::vector<std::unique_ptr<Model>> models;
    FactsFinder finder(inputs->files, options);
    for (Deployment& deployment : inputs->found.deployments) {
        const Result<Facts>& facts = finder.facts_for(deployment);
        if (!facts) return fail(facts.error());
        models.push_back(load(std::move(deployment), inputs->files, inputs->reading, *facts));
    }
    const bool json = *format == "json";
    if (options.tree)
        json ? print_tree_json(models, io.out) : print_tree_text(models, io.out);
    else if (json)
        print_model_json(models, policies::standard().name, io.out);
    else
        print_model_text(models, io);
    return inputs->found.errors.empty() ? Exit::clean : Exit::failed;
}

constexpr std::string_view options[] = {"kind",
                                        "root",
                                        "prefix",
                                        "map",
                                        "absent",
                                        "context",
                                        "target",
                                        "server-version",
                                        "openssl-version",
                                        "security-level",
                                        "format",
                                        "color",
                                        "now",
                                        "stdin-filename",
                                        "tree",
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
