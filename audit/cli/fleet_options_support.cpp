// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_options_support.hpp"

#include <nlohmann/json.hpp>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;

template <class Self, class Visit>
void visit_judging(Self& options, const Visit& visit) {
    visit("kind", options.kind);
    visit("target", options.target);
    visit("openssl-version", options.openssl_version);
    visit("server-versions", options.server_versions);
    visit("absent", options.absent);
    visit("define", options.defines);
    visit("env", options.environment);
    visit("select", options.select);
    visit("ignore", options.ignore);
    visit("severity", options.severity);
    visit("no-ignore", options.no_ignore);
    visit("require-reason", options.require_reason);
}

template <class Self, class Visit>
void visit_working(Self& options, const Visit& visit) {
    visit_judging(options, visit);
    visit("now", options.now);
    visit("policy", options.policy);
    visit("ca-file", options.ca_files);
    visit("crl", options.crls);
    visit("no-system-trust", options.no_system_trust);
    visit("force", options.force);
    visit("depth", options.depth);
    visit("client-cert", options.client_cert);
    visit("client-key", options.client_key);
    visit("timeout", options.timeout);
    visit("rate", options.rate);
    visit("max-connections", options.max_connections);
}

constexpr const char* level_key = "security-level";

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string judging_options(const Options& options) {
    Json json;
    visit_judging(options, [&](const char* name, const auto& member) { json[name] = member; });
    json[level_key] = options.security_level ? Json(*options.security_level) : Json();
    return dump(json);
}

std::string working_options(const Options& options) {
    Json json;
    visit_working(options, [&](const char* name, const auto& member) { json[name] = member; });
    json[level_key] = options.security_level ? Json(*options.security_level) : Json();
    return dump(json);
}

Result<Options> with_working_options(Options options, std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    try {
        visit_working(options,
                      [&](const char* name, auto& member) { json.at(name).get_to(member); });
        if (!json.at(level_key).is_null()) options.security_level = json[level_key].get<int>();
    } catch (const Json::exception&) {
        return Error{"the run was begun by another release of tlslint: its options make no sense"};
    }
    return options;
}

}  // namespace tlslint
