// SPDX-License-Identifier: Apache-2.0
#include "audit/config/policies.hpp"

#include "audit/cli/command.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/cli/policy_text_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;

Json list_of(openssl::ProtocolSet versions) {
    Json list = Json::array();
    for (const openssl::Protocol version : versions) list.push_back(openssl::name(version));
    return list;
}

Json list_of(const std::vector<const openssl::Suite*>& suites) {
    Json list = Json::array();
    for (const openssl::Suite* suite : suites) list.push_back(suite->iana);
    return list;
}

Json list_of(const std::vector<const openssl::Group*>& groups) {
    Json list = Json::array();
    for (const openssl::Group* group : groups) list.push_back(group->openssl);
    return list;
}

Json head_of(const Policy& policy) {
    return {{"name", policy.name},           {"title", policy.title},
            {"publisher", policy.publisher}, {"date", policy.date},
            {"status", policy.status},       {"versions", list_of(policy.versions)}};
}

Json json_of(const Policy& policy) {
    Json json = head_of(policy);
    json["forbidden_versions"] = list_of(policy.forbidden_versions);
    json["required_versions"] = list_of(policy.required_versions);
    json["suites"] = {{"mode", describe_mode(policy.suites.mode)},
                      {"allow", list_of(policy.suites.allow)},
                      {"tolerate", list_of(policy.suites.tolerate)},
                      {"forbid", list_of(policy.suites.forbid)}};
    json["suites13"] = {{"mode", describe_mode(policy.suites13.mode)},
                        {"allow", list_of(policy.suites13.allow)}};
    json["groups"] = {{"allow", list_of(policy.groups.allow)},
                      {"require_any", list_of(policy.groups.require_any)},
                      {"require", list_of(policy.groups.require)},
                      {"forbid", list_of(policy.groups.forbid)},
                      {"min_bits", policy.groups.min_bits}};
    json["keys"] = {{"rsa_min_bits", policy.rsa_min_bits},
                    {"ec_min_bits", policy.ec_min_bits},
                    {"dh_min_bits", policy.dh_min_bits}};
    json["hsts_min_age"] = policy.hsts_seconds;
    json["sources"] = policy.sources;
    Json notes = Json::array();
    for (const Policy::Note& note : policy.notes)
        notes.push_back({{"id", note.id}, {"text", note.text}});
    json["notes"] = std::move(notes);
    return json;
}

void list(bool json, std::ostream& out) {
    const std::vector<Policy> policies = config::all_policies();
    if (json) {
        Json all = Json::array();
        for (const Policy& policy : policies) all.push_back(head_of(policy));
        fmt::print(out, "{}\n", Json{{"schema_version", 1}, {"policies", all}}.dump(1));
        return;
    }
    for (const Policy& policy : policies) {
        fmt::print(out, "{:<28} {:<11} {:<24} {}\n", policy.name, policy.date, policy.status,
                   policy.title);
    }
}

constexpr std::string_view formats[] = {"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    const bool json = *format == "json";
    if (options.arguments.empty()) {
        list(json, io.out);
        return Exit::clean;
    }
    if (options.arguments.front() != "show" || options.arguments.size() != 2) {
        complain(io, "policies: expected nothing, or show NAME");
        return Exit::failed;
    }
    const Result<Policy> policy = config::find_policy(options.arguments.back());
    if (!policy) {
        complain(io, policy.error());
        return Exit::failed;
    }
    if (json)
        fmt::print(io.out, "{}\n",
                   Json{{"schema_version", 1}, {"policy", json_of(*policy)}}.dump(1));
    else
        print_policy(*policy, io.out_is_terminal ? io.width : 80, io.out);
    return Exit::clean;
}

constexpr std::string_view options[] = {"format"};

}  // namespace

namespace commands {
extern const Command policies;
const Command policies{.name = "policies",
                       .summary = "list the policies, or show what one of them says",
                       .arguments = "[show NAME]",
                       .about_arguments = "a policy such as mozilla-modern@6.0, or a TOML file",
                       .most = 2,
                       .options = options,
                       .run = run};
}  // namespace commands
}  // namespace tlslint
