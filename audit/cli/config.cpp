// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/card_support.hpp"
#include "audit/cli/command.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/json_support.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;
using Text = config::Project::Text;

// A key of the project file as it applies to a path.
struct Shown {
    std::string key;
    std::string value;
    const Text* at;  // nullptr where nothing is written
};

std::vector<Shown> settings_of(const config::Project* project, const std::string& path) {
    std::vector<Shown> shown;
    const auto add = [&](std::string key, const std::optional<Text>* text, std::string usual) {
        const bool written = text && *text;
        shown.push_back({std::move(key), written ? (*text)->value : std::move(usual),
                         written ? &**text : nullptr});
    };
    add("policy", project ? &project->policy : nullptr, config::standard_policy().name);
    add("target", project ? &project->target : nullptr, "the system's own, else upstream");
    add("fail-on", project ? &project->fail_on : nullptr, "warning");
    if (!project) return shown;
    for (const Text& rules : project->select) shown.push_back({"select", rules.value, &rules});
    for (const Text& rules : project->ignore) shown.push_back({"ignore", rules.value, &rules});
    for (const auto& [rules, level] : project->severities)
        shown.push_back({"severity." + rules.value, std::string(name(level)), &rules});
    for (const config::Project::PerFile* entry : config::entries_for(*project, path)) {
        for (const Text& rules : entry->ignore)
            shown.push_back({"per-file.ignore", rules.value, &rules});
    }
    return shown;
}

std::vector<Shown> settings_of(const config::Project::Deployment& deployment) {
    std::vector<Shown> shown;
    const auto add = [&](const char* key, const std::optional<Text>& text) {
        if (text) shown.push_back({key, text->value, &*text});
    };
    add("kind", deployment.kind);
    add("target", deployment.target);
    add("policy", deployment.policy);
    add("prefix", deployment.prefix);
    for (const auto& [from, to] : deployment.maps) shown.push_back({"map." + from, to.value, &to});
    for (const Text& pattern : deployment.absent)
        shown.push_back({"absent", pattern.value, &pattern});
    for (const Text& name : deployment.defines) shown.push_back({"define", name.value, &name});
    for (const auto& [name, value] : deployment.environment)
        shown.push_back({"env." + name, value.value, &value});
    return shown;
}

std::string_view role_of(const Input& input) {
    return input.asked.empty() ? "main" : "includes";
}

Json json_of(const std::vector<Shown>& settings) {
    Json list = Json::array();
    for (const Shown& setting : settings) {
        list.push_back({{"key", setting.key},
                        {"value", setting.value},
                        {"source", setting.at ? "project" : "default"},
                        {"file", setting.at ? Json(setting.at->file) : Json(nullptr)},
                        {"line", setting.at ? Json(setting.at->line) : Json(nullptr)},
                        {"column", setting.at ? Json(setting.at->column) : Json(nullptr)}});
    }
    return list;
}

void print_json(const std::string& path, const config::Project* project, const Inputs& inputs,
                std::ostream& out) {
    Json deployments = Json::array();
    for (const Input& input : inputs.all) {
        if (!input.entry) continue;
        deployments.push_back({{"path", input.entry->path.value},
                               {"role", role_of(input)},
                               {"settings", json_of(settings_of(*input.entry))}});
    }
    const Json json{{"schema_version", 1},
                    {"path", path},
                    {"file", project ? Json(project->file) : Json(nullptr)},
                    {"settings", json_of(settings_of(project, path))},
                    {"deployments", std::move(deployments)}};
    out << report::harmless_json(json.dump(-1, ' ', false, Json::error_handler_t::replace)) << '\n';
}

// "severity.cipher/cbc" is a row "severity" with the value "cipher/cbc = info".
CardRow row_of(const Shown& setting) {
    const std::size_t dot = std::min(setting.key.find('.'), setting.key.size());
    const std::string rest = setting.key.substr(std::min(dot + 1, setting.key.size()));
    CardLine line{report::printable(rest.empty() ? setting.value : rest + " = " + setting.value)};
    if (setting.at) {
        line.source.place = report::printable(in_words(*setting.at));
    } else {
        line.source.owner = "default";
    }
    return {setting.key.substr(0, dot), {std::move(line)}};
}

Card card_of(std::string title, std::string subtitle, std::string place,
             const std::vector<Shown>& settings) {
    Card card{std::move(title), std::move(subtitle), std::move(place), {}};
    for (const Shown& setting : settings) card.rows.push_back(row_of(setting));
    return card;
}

void print_text(const std::string& path, const config::Project* project, const Inputs& inputs,
                const CardStyle& style, std::ostream& out) {
    out << print(card_of(report::printable(path),
                         project ? report::printable(project->file) : "no project file", "",
                         settings_of(project, path)),
                 style);
    for (const Input& input : inputs.all) {
        if (!input.entry) continue;
        const std::string main = report::printable(input.entry->path.value);
        out << '\n'
            << print(card_of(input.asked.empty() ? main : "part of " + main, "deployment",
                             report::printable(in_words(input.entry->path)),
                             settings_of(*input.entry)),
                     style);
    }
}

constexpr std::string_view formats[] = {"text", "json"};

Exit run(const Options& given, Io& io) {
    const auto format = format_of(given, formats, io);
    if (!format) return Exit::failed;
    if (given.arguments.empty() || given.arguments.front() != "show"
        || given.arguments.size() > 2) {
        complain(io, "config: expected show PATH");
        return Exit::failed;
    }
    const std::string path = given.arguments.size() == 2 ? given.arguments.back() : ".";
    Options options = given;
    options.arguments = {path};
    Projects projects(options);
    const auto project = projects.of(home_of(path, options));
    if (!project) {
        complain(io, project.error());
        return Exit::failed;
    }
    FactsFinder facts(options);
    Result<Inputs> inputs = find_inputs(options, projects, facts, io);
    if (!inputs) {
        complain(io, inputs.error());
        return Exit::failed;
    }
    if (*format == "json")
        print_json(path, *project, *inputs, io.out);
    else
        print_text(path, *project, *inputs, {io.out_is_terminal, io.width}, io.out);
    return Exit::clean;
}

constexpr std::string_view options[] = {"format", "config"};

}  // namespace

namespace commands {
extern const Command config;
const Command config{.name = "config",
                     .summary = "show what a project file says of a path, and where",
                     .arguments = "show PATH",
                     .about_arguments = "a configuration file or directory",
                     .most = 2,
                     .options = options,
                     .run = run};
}  // namespace commands
}  // namespace tlslint
