// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/inputs_support.hpp"

#include "audit/config/host.hpp"
#include "audit/suppress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <istream>
#include <iterator>
#include <set>

namespace tlslint {
namespace {

constexpr std::uint64_t stdin_limit = 64ULL << 20;

Result<std::string> read_stdin(std::istream& in) {
    std::string text;
    char buffer[1 << 16];
    while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
        text.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (text.size() > stdin_limit) return Error{"the standard input is larger than 64 MiB"};
    }
    return text;
}

namespace fs = std::filesystem;

bool lies_in(const std::string& path, const std::string& directory) {
    return path == directory
           || path.starts_with(directory.ends_with('/') ? directory : directory + '/');
}

// Where deployed paths lie: --map, over what the project says of a deployment.
Result<FileSystem> open_files(const Options& options, const config::Project::Deployment* entry) {
    Result<FileSystem> files = options.root.empty() ? Result<FileSystem>(FileSystem::disk())
                                                    : FileSystem::rooted(options.root);
    if (!files) return Error{fmt::format("--root {}: {}", options.root, files.error())};
    if (entry) {
        for (const auto& [from, to] : entry->maps) files->map(from, to.value);
    }
    for (const std::string& map : options.maps) {
        const std::size_t equals = map.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == map.size()) {
            return Error{fmt::format("--map {}: expected FROM=TO", map)};
        }
        files->map(map.substr(0, equals), map.substr(equals + 1));
    }
    return files;
}

ReadOptions reading_of(const Options& options, const config::Project::Deployment* entry) {
    ReadOptions reading;
    reading.prefix = options.prefix;
    reading.context = options.context;
    reading.follow_includes = !options.no_includes;
    if (entry) {
        if (reading.prefix.empty() && entry->prefix) reading.prefix = entry->prefix->value;
        for (const auto& pattern : entry->absent) reading.absent.push_back(pattern.value);
        for (const auto& name : entry->defines) reading.defines.push_back(name.value);
    }
    reading.defines.insert(reading.defines.end(), options.defines.begin(), options.defines.end());
    reading.absent.insert(reading.absent.end(), options.absent.begin(), options.absent.end());
    return reading;
}

// What the user typed, as the path that the server would know it by.
std::string deployed_path(const std::string& path, const FileSystem& files, const Options& options,
                          const config::Project::Deployment* entry) {
    const bool as_typed =
        options.root.empty() && options.maps.empty() && (!entry || entry->maps.empty());
    return as_typed ? path : files.deployed(path);
}

/// Of the servers that are installed, or run, on this machine or below the root.
std::vector<std::string> configurations_of_host(const FileSystem& files, const Options& options) {
    std::vector<config::Installed> installed = config::installed_servers(files);
    if (options.root.empty()) {
        for (config::Installed& running : config::running_servers())
            installed.push_back(std::move(running));
    }
    std::vector<std::string> paths;
    for (const config::Installed& one : installed) {
        const bool wanted = options.kind.empty() || one.server == options.kind;
        const bool known = std::find(paths.begin(), paths.end(), one.path) != paths.end();
        if (wanted && !known && servers::find(one.server)) paths.push_back(one.path);
    }
    // As the user would have typed them.
    for (std::string& path : paths) path = files.printed(path);
    return paths;
}

// Puts together what one run reads.
class InputFinder {
  public:
    InputFinder(const Options& options, Projects& projects, FactsFinder& facts, FileSystem files,
                FindOptions finding)
        : options_(options), projects_(projects), facts_(facts), files_(std::move(files)),
          finding_(std::move(finding)) {}

    // An error is one that no other path can make good.
    Result<bool> add(const std::string& path) {
        const Result<const config::Project*> project = projects_.of(home_of(path, options_));
        if (!project) return Error{project.error()};
        // A snapshot is another machine's: the project's deployments are not in it.
        const bool has_entries = *project && options_.root.empty() && path != "-";
        if (!has_entries) return add_found(path, nullptr);
        bool is_main = false;
        for (const auto& entry : (*project)->deployments) {
            if (!is_wanted(entry) || !is_asked_for(entry, path)) continue;
            if (const auto done = add_entry(entry, **project, path, ""); !done) return done;
            is_main = !is_directory(path);
        }
        return is_main ? true : add_found(path, *project);
    }

    Inputs take() { return std::move(inputs_); }

  private:
    using Entry = config::Project::Deployment;

    // --kind leaves those of other servers out.
    [[nodiscard]] bool is_wanted(const Entry& entry) const {
        return options_.kind.empty() || !entry.kind || entry.kind->value == options_.kind;
    }
    static bool is_asked_for(const Entry& entry, const std::string& path) {
        const std::string main = one_name(entry.path.value);
        const std::string asked = one_name(path);
        return is_directory(path) ? lies_in(main, asked) : main == asked;
    }

    // `asked`: the file for whose sake it is read, "" where all of it was asked for.
    Result<bool> add_entry(const Entry& entry, const config::Project& project,
                           const std::string& typed, const std::string& asked) {
        const auto known = std::find_if(inputs_.all.begin(), inputs_.all.end(),
                                        [&](const Input& input) { return input.entry == &entry; });
        if (known != inputs_.all.end()) {
            if (asked.empty()) {
                known->asked.clear();
            } else if (!known->asked.empty()) {
                known->asked.push_back(asked);
            }
            return true;
        }
        Result<Input> input = take_known(entry, project, typed);
        if (!input) return Error{input.error()};
        if (!asked.empty()) input->asked.push_back(asked);
        inputs_.all.push_back(std::move(*input));
        return true;
    }

    [[nodiscard]] Result<Input> read_entry(const Entry& entry, const config::Project& project,
                                           const std::string& typed) const {
        Result<FileSystem> files = open_files(options_, &entry);
        if (!files) return Error{files.error()};
        // As the user spelled it, where it is the same file.
        const bool same = !typed.empty() && one_name(typed) == one_name(entry.path.value);
        FindOptions finding = finding_;
        finding.skip_unknown = false;
        if (!finding.kind && entry.kind) finding.kind = servers::find(entry.kind->value);
        Found found = find_deployments(
            {deployed_path(same ? typed : entry.path.value, *files, options_, &entry)}, *files,
            finding);
        if (!found.errors.empty() || found.deployments.size() != 1)
            return Error{fmt::format("{}: {}", in_words(entry.path),
                                     found.errors.empty() ? "is no file with one configuration"
                                                          : found.errors.front())};
        return Input{std::move(found.deployments.front()), std::move(*files),
                     reading_of(options_, &entry), &project, &entry};
    }

    // What was read to learn its files is not read again, unless the user spells its path
    // otherwise.
    Result<Input> take_known(const Entry& entry, const config::Project& project,
                             const std::string& typed) {
        const auto known = known_.find(&entry);
        if (known == known_.end() || !typed.empty()) return read_entry(entry, project, typed);
        return std::move(known->second.input);
    }

    // The absolute paths of the files that a deployment of the project consists of.
    Result<const std::set<std::string>*> files_of(const Entry& entry,
                                                  const config::Project& project) {
        if (const auto known = known_.find(&entry); known != known_.end())
            return &known->second.files;
        Result<Input> input = read_entry(entry, project, "");
        if (!input) return Error{input.error()};
        const Result<Facts> facts = facts_.facts_for(*input);
        if (!facts) return Error{facts.error()};
        input->model = load(input->deployment, input->files, input->reading, *facts);
        std::set<std::string> files;
        const SourceSet& sources = input->model->sources;
        for (std::size_t i = 0; i < sources.size(); ++i)
            files.insert(one_name(sources[static_cast<FileId>(i)].path()));
        return &known_.emplace(&entry, Known{std::move(files), std::move(*input)})
                    .first->second.files;
    }

    // Reads the deployments of the project that `file` is a part of.
    Result<bool> add_owners_of(const std::string& file, const config::Project& project,
                               const std::string& asked) {
        bool any = false;
        for (const Entry& entry : project.deployments) {
            if (!is_wanted(entry)) continue;
            const auto files = files_of(entry, project);
            if (!files) return Error{files.error()};
            if ((*files)->count(one_name(file)) == 0) continue;
            any = true;
            if (one_name(file) == one_name(entry.path.value)) continue;  // was asked for as such
            if (const bool whole = is_asked_for(entry, asked); whole) continue;
            if (const auto done = add_entry(entry, project, "", one_name(asked)); !done)
                return done;
        }
        return any;
    }

    // What looks like a configuration and is no part of the project's.
    Result<bool> add_found(const std::string& path, const config::Project* project) {
        const std::size_t before = inputs_.all.size();
        if (project && !is_directory(path)) {
            const auto owned = add_owners_of(path, *project, path);
            if (!owned || *owned) return owned;
        }
        Found found =
            find_deployments({path == "-" ? path : deployed_path(path, files_, options_, nullptr)},
                             files_, finding_);
        for (Deployment& deployment : found.deployments) {
            const std::string printed = files_.printed(deployment.path);
            if (project && !deployment.files) {
                const auto owned = add_owners_of(printed, *project, path);
                if (!owned) return owned;
                if (*owned) continue;
            }
            const bool by_itself = deployment.files || path == "-" || !options_.root.empty();
            const auto own = projects_.of(by_itself ? home_of(path, options_)
                                                    : fs::path(printed).parent_path().string());
            if (!own) return Error{own.error()};
            inputs_.all.push_back(
                {std::move(deployment), files_, reading_of(options_, nullptr), *own, nullptr});
        }
        // Nothing but the project's own: that is no mistake.
        if (inputs_.all.size() > before || !project || !is_directory(path) || !has_any_in(path)) {
            inputs_.errors.insert(inputs_.errors.end(), found.errors.begin(), found.errors.end());
        }
        return true;
    }

    static bool is_directory(const std::string& path) {
        std::error_code error;
        return fs::is_directory(path, error);
    }
    [[nodiscard]] bool has_any_in(const std::string& path) const {
        return std::any_of(inputs_.all.begin(), inputs_.all.end(), [&](const Input& input) {
            return input.entry && is_asked_for(*input.entry, path);
        });
    }

    const Options& options_;
    Projects& projects_;
    FactsFinder& facts_;
    FileSystem files_;
    FindOptions finding_;
    Inputs inputs_;
    struct Known {
        std::set<std::string> files;
        Input input;
    };
    std::map<const Entry*, Known> known_;
};

}  // namespace

std::string home_of(const std::string& path, const Options& options) {
    if (!options.root.empty()) return options.root;
    const std::string& named = path == "-" ? options.stdin_filename : path;
    std::error_code error;
    if (fs::is_directory(named, error)) return named;
    return fs::path(named).parent_path().string();
}

Result<const config::Project*> Projects::of(const std::string& directory) {
    if (options_.no_config) return nullptr;
    std::string file = options_.config;
    if (file.empty()) {
        auto known = by_directory_.find(directory);
        if (known == by_directory_.end())
            known = by_directory_.emplace(directory, config::find_project(directory)).first;
        file = known->second;
    }
    if (file.empty()) return nullptr;
    auto known = by_file_.find(file);
    if (known == by_file_.end()) known = by_file_.emplace(file, config::read_project(file)).first;
    if (!known->second) return Error{known->second.error()};
    return known->second->get();
}

Result<Policy> policy_of(const Options& options) {
    if (options.policy.empty()) return config::standard_policy();
    Result<Policy> policy = config::find_policy(options.policy);
    if (!policy) return Error{"--policy: " + policy.error()};
    return policy;
}

Result<const Policy*> Policies::of(const Input& input) {
    const config::Project::Text* const written =
        input.entry && input.entry->policy       ? &*input.entry->policy
        : input.project && input.project->policy ? &*input.project->policy
                                                 : nullptr;
    const bool asked = !options_.policy.empty();
    const std::string name = asked ? options_.policy : written ? written->value : "";
    if (name.empty()) return &config::standard_policy();
    if (const auto known = known_.find(name); known != known_.end()) return &known->second;
    Result<Policy> policy = config::find_policy(name);
    if (!policy) return Error{(asked ? "--policy" : in_words(*written)) + ": " + policy.error()};
    return &known_.emplace(name, std::move(*policy)).first->second;
}

Result<Inputs> find_inputs(const Options& options, Projects& projects, FactsFinder& facts, Io& io) {
    Result<FileSystem> files = open_files(options, nullptr);
    if (!files) return Error{files.error()};
    return find_inputs(options, projects, facts, io, std::move(*files), {});
}

Result<Inputs> find_inputs(const Options& options, Projects& projects, FactsFinder& facts, Io& io,
                           FileSystem files, std::vector<std::string> passes_over) {
    for (const std::string& variable : options.environment) {
        const std::size_t equals = variable.find('=');
        if (equals == 0 || equals == std::string::npos)
            return Error{fmt::format("--env {}: expected NAME=VALUE", variable)};
    }
    for (const std::string& block : options.context) {
        const auto knows = [&](const Server* server) {
            return std::find(server->blocks.begin(), server->blocks.end(), block)
                   != server->blocks.end();
        };
        if (std::none_of(servers::all().begin(), servers::all().end(), knows))
            return Error{fmt::format("--context {}: no block has this name", block)};
    }
    FindOptions finding;
    finding.kind = servers::find(options.kind);
    finding.stdin_filename = options.stdin_filename;
    finding.skip_unknown = options.skip_unknown;
    finding.passes_over = std::move(passes_over);
    std::vector<std::string> paths;
    for (const std::string& argument : options.arguments) {
        if (argument != "host") {
            paths.push_back(argument);
            continue;
        }
        std::vector<std::string> own = configurations_of_host(files, options);
        if (own.empty())
            return Error{
                fmt::format("no server's configuration found {}",
                            options.root.empty() ? "on this machine" : "in " + options.root)};
        std::move(own.begin(), own.end(), std::back_inserter(paths));
    }
    if (paths.empty()) paths.emplace_back(options.root.empty() ? "." : "/");
    if (std::find(paths.begin(), paths.end(), "-") != paths.end()) {
        Result<std::string> text = read_stdin(io.in);
        if (!text) return Error{text.error()};
        finding.stdin_text = std::move(*text);
    }
    InputFinder finder(options, projects, facts, std::move(files), std::move(finding));
    for (const std::string& path : paths) {
        if (const auto done = finder.add(path); !done) return Error{done.error()};
    }
    return finder.take();
}

std::unique_ptr<Model> load(Input& input, Facts facts) {
    if (input.model) return std::move(input.model);
    return load(std::move(input.deployment), input.files, input.reading, std::move(facts));
}

}  // namespace tlslint
