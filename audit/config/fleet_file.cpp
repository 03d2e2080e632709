// SPDX-License-Identifier: Apache-2.0
#include "audit/config/fleet_file.hpp"

#include "audit/config/policies.hpp"
#include "audit/config/toml_table.hpp"
#include "audit/config/toml_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::config {
namespace {

class Reader {
  public:
    Reader(TomlFilePtr file, const std::string& path) : root_(std::move(file)) {
        fleet_.file = path;
    }

    Result<FleetFile> run() {
        fleet_.target = target_in(root_);
        fleet_.policy = policy_in(root_);
        fleet_.inputs = root_.text_or_texts("inputs").value_or(std::vector<std::string>());
        for (std::string& path : fleet_.inputs) path = beside(fleet_.file, path);
        fleet_.endpoints = root_.text_or_texts("endpoints").value_or(std::vector<std::string>());
        for (TomlTable& table : root_.tables("group")) read_group(table);
        for (TomlTable& table : root_.tables("host")) read_host(table);
        root_.finish();
        if (root_.problems().empty()) return std::move(fleet_);
        std::string all;
        for (const TomlProblem& problem : root_.problems())
            all += (all.empty() ? "" : "\n") + in_words(problem);
        return Error{std::move(all)};
    }

  private:
    static std::string text_in(TomlTable& table, std::string_view key) {
        return table.text(key).value_or("");
    }
    static std::string target_in(TomlTable& table) {
        std::string target = text_in(table, "target");
        if (!target.empty()) check_target(table, target);
        return target;
    }
    std::string policy_in(TomlTable& table) const {
        std::string policy = text_in(table, "policy");
        if (policy.ends_with(".toml")) policy = beside(fleet_.file, policy);
        if (policy.empty()) return policy;
        if (const auto found = find_policy(policy); !found) table.complain("policy", found.error());
        return policy;
    }
    static FleetFile::Labels labels_in(TomlTable& table) {
        auto labels = table.table("labels");
        if (!labels) return {};
        FleetFile::Labels entries = labels->entries();
        std::sort(entries.begin(), entries.end());
        return entries;
    }

    void read_group(TomlTable& table) {
        FleetFile::Group group;
        group.name = text_in(table, "name");
        if (group.name.empty()) table.complain("name", "a group needs a name");
        group.owner = text_in(table, "owner");
        group.target = target_in(table);
        group.policy = policy_in(table);
        group.hosts = table.text_or_texts("hosts").value_or(std::vector<std::string>());
        group.labels = labels_in(table);
        table.finish();
        fleet_.groups.push_back(std::move(group));
    }

    void read_host(TomlTable& table) {
        FleetFile::Host host;
        host.name = text_in(table, "name");
        host.group = text_in(table, "group");
        host.owner = text_in(table, "owner");
        host.target = target_in(table);
        host.policy = policy_in(table);
        host.path = text_in(table, "path");
        host.endpoint = text_in(table, "endpoint");
        host.labels = labels_in(table);
        if (host.path.empty() == host.endpoint.empty())
            table.complain("path", "a host needs a path or an endpoint, and not both");
        if (!host.path.empty()) host.path = beside(fleet_.file, host.path);
        const bool known =
            host.group.empty()
            || std::any_of(fleet_.groups.begin(), fleet_.groups.end(),
                           [&](const FleetFile::Group& group) { return group.name == host.group; });
        if (!known)
            table.complain("group", fmt::format("no [[group]] is named \"{}\"", host.group));
        table.finish();
        fleet_.hosts.push_back(std::move(host));
    }

    TomlTable root_;
    FleetFile fleet_;
};

}  // namespace

Result<FleetFile> read_fleet_file(const std::string& path) {
    const Result<std::string> text = read_text(path);
    if (!text) return Error{text.error()};
    const Result<TomlFilePtr> file = parse_toml(path, *text);
    if (!file) return Error{file.error()};
    return Reader(*file, path).run();
}

}  // namespace tlslint::config
