// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/inputs_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iomanip>
#include <istream>
#include <iterator>
#include <sstream>

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

Result<FileSystem> open_files(const Options& options) {
    Result<FileSystem> files = options.root.empty() ? Result<FileSystem>(FileSystem::disk())
                                                    : FileSystem::rooted(options.root);
    if (!files) return Error{fmt::format("--root {}: {}", options.root, files.error())};
    for (const std::string& map : options.maps) {
        const std::size_t equals = map.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == map.size()) {
            return Error{fmt::format("--map {}: expected FROM=TO", map)};
        }
        files->map(map.substr(0, equals), map.substr(equals + 1));
    }
    return files;
}

// What the user typed, as the path that the server would know it by.
std::string deployed_argument(const std::string& argument, const FileSystem& files,
                              const Options& options) {
    if (argument == "-") return argument;
    return options.root.empty() && options.maps.empty() ? argument : files.deployed(argument);
}

std::optional<std::chrono::sys_seconds> parse_date(const std::string& text) {
    std::tm when{};
    std::istringstream in(text);
    in >> std::get_time(&when, text.size() > 10 ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d");
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    return std::chrono::time_point_cast<std::chrono::seconds>(
        std::chrono::system_clock::from_time_t(timegm(&when)));
}

// A version and where it was taken from.
struct Choice {
    std::string value;
    std::string_view source;
};

Choice first_given(std::initializer_list<Choice> choices) {
    for (const Choice& choice : choices) {
        if (!choice.value.empty()) return choice;
    }
    return {};
}

// Of this machine or of the snapshot, where no --map has put it.
bool lies_in_etc(const Deployment& deployment, const FileSystem& files, const Options& options) {
    const std::string printed = files.printed(deployment.path);
    const std::string path = options.root.empty()
                                 ? std::filesystem::absolute(printed).lexically_normal().string()
                                 : files.deployed(printed);
    return path.starts_with("/etc/");
}

}  // namespace

Result<Policy> policy_of(const Options& options) {
    if (options.policy.empty()) return config::standard_policy();
    Result<Policy> policy = config::find_policy(options.policy);
    if (!policy) return Error{"--policy: " + policy.error()};
    return policy;
}

Result<const config::Target*> target_named(std::string_view name) {
    if (const config::Target* const target = config::find_target(name)) return target;
    const std::string_view like = config::nearest_target(name);
    return Error{
        fmt::format("no target is named \"{}\"{}", name,
                    like.empty() ? std::string() : fmt::format("; did you mean {}?", like))};
}

Result<openssl::Release> openssl_named(std::string_view version) {
    if (const auto release = openssl::parse_release(version)) return *release;
    return Error{fmt::format("\"{}\" is no version of OpenSSL", version)};
}

Result<Inputs> find_inputs(const Options& options, Io& io) {
    Result<FileSystem> files = open_files(options);
    if (!files) return Error{files.error()};
    Inputs inputs{.files = *files};
    inputs.reading.prefix = options.prefix;
    inputs.reading.context = options.context;
    inputs.reading.absent = options.absent;
    inputs.reading.defines = options.defines;
    inputs.reading.follow_includes = !options.no_includes;

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
    std::vector<std::string> paths;
    for (const std::string& argument : options.arguments) {
        paths.push_back(deployed_argument(argument, inputs.files, options));
        if (argument != "-") continue;
        Result<std::string> text = read_stdin(io.in);
        if (!text) return Error{text.error()};
        finding.stdin_text = std::move(*text);
    }
    if (paths.empty()) paths.emplace_back(options.root.empty() ? "." : "/");
    inputs.found = find_deployments(paths, inputs.files, finding);
    return inputs;
}

// A chosen file replaces the machine's authorities. All are files of this machine, whatever --root
// and --map say of the configuration's.
FactsFinder::FactsFinder(const FileSystem& files, const Options& options)
    : files_(files), options_(options),
      trust_(FileSystem::disk(), {.authorities = options.ca_files,
                                  .revocations = options.crls,
                                  .system = options.ca_files.empty() && !options.no_system_trust}) {
}

std::string FactsFinder::complaint() const {
    const bool given = !options_.ca_files.empty() || !options_.crls.empty();
    return given ? trust_.complaint() : "";
}

const Result<Facts>& FactsFinder::facts_for(const Deployment& deployment) {
    const bool from_tree =
        options_.target.empty() && !deployment.files && lies_in_etc(deployment, files_, options_);
    const auto key = std::pair(deployment.server, from_tree);
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    return known_.emplace(key, work_out(deployment.server->name, from_tree)).first->second;
}

Result<Facts> FactsFinder::work_out(std::string_view server, bool from_tree) const {
    std::string version_option;
    for (const auto& [name, version] : options_.server_versions) {
        if (name == server) version_option = version;
    }
    std::optional<config::Detected> detected;
    const config::Target* target = nullptr;
    if (!options_.target.empty()) {
        const Result<const config::Target*> named = target_named(options_.target);
        if (!named) return Error{named.error()};
        target = *named;
    } else if (from_tree) {
        detected = config::detect(files_, server);
        if (detected) target = detected->target;
    }
    const bool preset = target != nullptr;
    const config::Target& base = preset ? *target : *config::find_target("upstream");
    const std::string_view base_source = preset ? "preset" : "default";

    Facts facts;
    const Choice version =
        first_given({{version_option, "option"},
                     {detected ? detected->server_version : "", "tree"},
                     {std::string(config::server_version(base, server)), base_source}});
    const auto parsed = parse_server_version(version.value);
    if (!parsed) return Error{fmt::format("\"{}\" is no version of {}", version.value, server)};
    facts.server = *parsed;
    facts.server_text = version.value;
    facts.server_source = version.source;

    const openssl::Distribution& built = config::library_of(base, server);
    const Choice library = first_given({{options_.openssl_version, "option"},
                                        {detected ? detected->openssl_version : "", "tree"},
                                        {std::string(built.release), base_source}});
    const Result<openssl::Release> release = openssl_named(library.value);
    if (!release) return Error{release.error()};
    facts.openssl = *release;
    facts.openssl_text = library.value;
    facts.openssl_source = library.source;
    // A version alone is upstream's build of it; a preset says how its distribution builds.
    facts.security_level = options_.security_level ? *options_.security_level
                           : preset                ? openssl::starting_level(built)
                                    : openssl::default_security_level(release->version);
    facts.library = preset ? built.library : openssl::upstream(release->version);
    facts.library.version = release->version;
    if (preset) facts.system = built.settings;
    facts.target =
        detected && !detected->target_name.empty() ? detected->target_name : std::string(base.name);
    facts.target_source = !options_.target.empty() ? "option" : detected ? "tree" : "default";
    facts.now =
        std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    facts.trust = &trust_;
    for (const std::string& variable : options_.environment) {
        const std::size_t equals = variable.find('=');
        facts.environment.insert_or_assign(variable.substr(0, equals), variable.substr(equals + 1));
    }
    if (!options_.now.empty()) {
        const auto when = parse_date(options_.now);
        if (!when)
            return Error{fmt::format("--now {}: expected a date such as 2026-11-23T00:00:00Z",
                                     options_.now)};
        facts.now = *when;
    }
    return facts;
}

}  // namespace tlslint
