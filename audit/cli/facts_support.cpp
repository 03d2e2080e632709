// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/inputs_support.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <initializer_list>

namespace tlslint {
namespace {

Choice first_given(std::initializer_list<Choice> choices) {
    for (const Choice& choice : choices) {
        if (!choice.value.empty()) return choice;
    }
    return {};
}

// Of this machine or of the snapshot, where no map has put it.
bool lies_in_etc(const Input& input, const Options& options) {
    const std::string printed = input.files.printed(input.deployment.path);
    const std::string path = options.root.empty()
                                 ? std::filesystem::absolute(printed).lexically_normal().string()
                                 : input.files.deployed(printed);
    return path.starts_with("/etc/");
}

}  // namespace

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

x509::Trust::Sources trust_sources(const Options& options) {
    return {.authorities = options.ca_files,
            .revocations = options.crls,
            .system = options.ca_files.empty() && !options.no_system_trust};
}

FactsFinder::FactsFinder(const Options& options)
    : options_(options),
      own_trust_(std::make_unique<const x509::Trust>(FileSystem::disk(), trust_sources(options))),
      trust_(own_trust_.get()) {}

FactsFinder::FactsFinder(const Options& options, const x509::Trust& trust)
    : options_(options), trust_(&trust) {}

std::string FactsFinder::complaint() const {
    const bool given = !options_.ca_files.empty() || !options_.crls.empty();
    return given ? trust_->complaint() : "";
}

Choice FactsFinder::target_of(const Input& input) const {
    Choice target{options_.target, "option"};
    if (target.value.empty() && input.entry && input.entry->target)
        target = {input.entry->target->value, "project"};
    if (target.value.empty() && input.project && input.project->target)
        target = {input.project->target->value, "project"};
    return target;
}

bool FactsFinder::takes_from_host(const Input& input) const {
    const bool in_tree = !input.deployment.files && lies_in_etc(input, options_);
    return options_.live && target_of(input).value.empty() && !in_tree;
}

Result<Facts> FactsFinder::facts_for(const Input& input) {
    const Choice target = target_of(input);
    const bool from_tree =
        takes_from_host(input)
        || (target.value.empty() && !input.deployment.files && lies_in_etc(input, options_));
    const Key key{input.deployment.server, target.value, from_tree};
    auto known = known_.find(key);
    if (known == known_.end()) {
        known = known_
                    .emplace(key, work_out(input.deployment.server->name, target,
                                           from_tree ? &input.files : nullptr))
                    .first;
    }
    Result<Facts> facts = known->second;
    if (facts && input.entry) {
        for (const auto& [name, value] : input.entry->environment)
            facts->environment.insert_or_assign(name, value.value);
    }
    for (const std::string& variable : options_.environment) {
        const std::size_t equals = variable.find('=');
        if (facts)
            facts->environment.insert_or_assign(variable.substr(0, equals),
                                                variable.substr(equals + 1));
    }
    return facts;
}

Result<Facts> FactsFinder::work_out(std::string_view server, const Choice& wanted,
                                    const FileSystem* tree) const {
    std::string version_option;
    for (const auto& [name, version] : options_.server_versions) {
        if (name == server) version_option = version;
    }
    std::optional<config::Detected> detected;
    const config::Target* target = nullptr;
    if (!wanted.value.empty()) {
        const Result<const config::Target*> named = target_named(wanted.value);
        if (!named) return Error{named.error()};
        target = *named;
    } else if (tree) {
        detected = config::detect(*tree, server);
        if (detected) target = detected->target;
    }
    const bool falls_back = wanted.value.empty() && !target && !options_.fallback_target.empty();
    if (falls_back) {
        const Result<const config::Target*> named = target_named(options_.fallback_target);
        if (!named) return Error{named.error()};
        target = *named;
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
    facts.target = !falls_back && detected && !detected->target_name.empty()
                       ? detected->target_name
                       : std::string(base.name);
    facts.target_source = !wanted.value.empty() ? std::string(wanted.source)
                          : falls_back          ? "project"
                          : detected            ? "tree"
                                                : "default";
    facts.trust = trust_;
    const auto now = now_of(options_);
    if (!now) return Error{now.error()};
    facts.now = *now;
    return facts;
}

}  // namespace tlslint
