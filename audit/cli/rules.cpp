// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Rule& rule) {
    Json references = Json::array();
    for (const Reference& reference : rule.references)
        references.push_back({{"title", reference.title}, {"url", reference.url}});
    Json servers = Json::array();
    for (const std::string_view server : rule.servers) servers.push_back(server);
    Json cause = nullptr;
    if (rule.cause != Cause::none)
        cause = {{"number", static_cast<int>(rule.cause)}, {"id", name(rule.cause)}};
    return {{"name", rule.name},     {"severity", name(rule.severity)}, {"servers", servers},
            {"cause", cause},        {"summary", rule.summary},         {"reason", rule.why},
            {"remedy", rule.remedy}, {"references", references},        {"since", rule.since}};
}

constexpr std::string_view formats[] = {"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    if (*format == "json") {
        Json all = Json::array();
        for (const Rule* rule : rules::all()) all.push_back(json_of(*rule));
        fmt::print(io.out, "{}\n", Json{{"schema_version", 1}, {"rules", all}}.dump(1));
        return Exit::clean;
    }
    for (const Rule* rule : rules::all()) {
        fmt::print(io.out, "{:<32} {:<8} {}\n", rule->name, name(rule->severity), rule->summary);
    }
    return Exit::clean;
}

constexpr std::string_view options[] = {"format"};

}  // namespace

namespace commands {
extern const Command rules;
const Command rules{.name = "rules",
                    .summary = "list the rules",
                    .arguments = "",
                    .about_arguments = "",
                    .options = options,
                    .run = run};
}  // namespace commands
}  // namespace tlslint
