// SPDX-License-Identifier: Apache-2.0
#include "audit/config/project.hpp"

#include "audit/config/policies.hpp"
#include "audit/config/toml_table.hpp"
#include "audit/config/toml_values.hpp"
#include "parsers/model/server.hpp"
#include "parsers/text/nearest.hpp"
#include "parsers/text/path.hpp"
#include "rules/engine/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

namespace tlslint::config {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> file_names{"tlslint.toml", ".tlslint.toml"};
constexpr std::size_t most_files = 32;  // that extend each other
constexpr std::array<std::string_view, 3> levels{"error", "warning", "info"};

std::string absolute(const std::string& path) {
    return fs::absolute(path).lexically_normal().string();
}

/// The path as a pattern that covers nothing else.
fs::path literal(const std::string& path) {
    std::string pattern;
    for (const char c : path) {
        if (std::string_view("*?[\\").find(c) != std::string_view::npos) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

/// A file with everything that it extends below it.
class Bases {
  public:
    Result<TomlFilePtr> read(const std::string& path) {
        const Result<std::string> text = read_text(path);
        if (!text) return Error{text.error()};
        Result<TomlFilePtr> own = parse_toml(path, *text);
        if (!own) return own;
        TomlTable table(*own);
        const auto extends = table.text_or_texts("extends");
        if (!table.problems().empty()) return Error{in_words(table.problems().front())};
        if (!extends) return own;
        open_.insert(absolute(path));
        TomlFilePtr under;
        for (std::size_t i = 0; i < extends->size(); ++i) {
            const auto refuse = [&](const std::string& why) {
                TomlProblem problem = table.place_of("extends", i);
                problem.message = "extends: " + why;
                return Error{in_words(problem)};
            };
            const std::string base = beside(path, (*extends)[i]);
            if (open_.count(absolute(base)) > 0)
                return refuse(fmt::format("{} extends itself", base));
            if (++files_ > most_files)
                return refuse(fmt::format("more than {} files (a limit of tlslint)", most_files));
            if (std::error_code error; !fs::is_regular_file(base, error))
                return refuse(fmt::format("{} cannot be read", base));
            const Result<TomlFilePtr> file = read(base);
            if (!file) return file;
            under = under ? merged(*under, **file) : *file;
        }
        open_.erase(absolute(path));
        return under ? merged(*under, **own) : *own;
    }

  private:
    std::set<std::string> open_;  // absolute paths of the files that are being read
    std::size_t files_ = 0;
};

/// One file's tables to a Project; what is wrong goes to the tables' problems.
class Reader {
  public:
    explicit Reader(TomlFilePtr file) : root_(std::move(file)) {}

    Result<std::shared_ptr<const Project>> run(const std::string& path) {
        project_.file = path;
        root_.text_or_texts("extends");
        project_.policy = policy_in(root_);
        project_.target = target_in(root_);
        project_.fail_on = text_in(root_, "fail-on");
        if (project_.fail_on && !is_level(project_.fail_on->value))
            root_.complain("fail-on", unknown_level(project_.fail_on->value));
        project_.select = rules_in(root_, "select");
        project_.ignore = rules_in(root_, "ignore");
        if (auto severity = root_.table("severity")) read_severities(*severity);
        for (TomlTable& table : root_.tables("deployment")) read_deployment(table);
        for (TomlTable& table : root_.tables("per-file")) read_per_file(table);
        root_.finish();
        if (root_.problems().empty()) return std::make_shared<const Project>(std::move(project_));
        std::string all;
        for (const TomlProblem& problem : root_.problems())
            all += (all.empty() ? "" : "\n") + in_words(problem);
        return Error{std::move(all)};
    }

  private:
    static Project::Text placed(std::string value, const TomlProblem& at) {
        return {std::move(value), at.file, at.line, at.column};
    }
    static std::optional<Project::Text> text_in(TomlTable& table, std::string_view key) {
        auto value = table.text(key);
        if (!value) return std::nullopt;
        return placed(std::move(*value), table.place_of(key));
    }
    static std::vector<Project::Text> texts_in(TomlTable& table, std::string_view key) {
        std::vector<Project::Text> texts;
        auto values = table.text_or_texts(key);
        if (!values) return texts;
        for (std::size_t i = 0; i < values->size(); ++i)
            texts.push_back(placed(std::move((*values)[i]), table.place_of(key, i)));
        return texts;
    }
    static std::vector<std::pair<std::string, Project::Text>> pairs_in(TomlTable& table,
                                                                       std::string_view key) {
        std::vector<std::pair<std::string, Project::Text>> pairs;
        if (auto inner = table.table(key)) {
            for (auto& [name, value] : inner->entries())
                pairs.emplace_back(name, placed(std::move(value), inner->place_of(name)));
        }
        return pairs;
    }

    static bool is_level(std::string_view text) {
        return std::find(levels.begin(), levels.end(), text) != levels.end();
    }
    static std::string unknown_level(std::string_view text) {
        Nearest nearest(text);
        std::string_view likely;
        for (const std::string_view level : levels) {
            if (nearest.offer(level)) likely = level;
        }
        const std::string message =
            fmt::format("\"{}\" is none of {}", text, fmt::join(levels, ", "));
        return likely.empty() ? message : fmt::format("{}; did you mean {}?", message, likely);
    }

    static std::vector<Project::Text> rules_in(TomlTable& table, std::string_view key) {
        std::vector<Project::Text> rules = texts_in(table, key);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (std::string complaint = complaint_about_pattern(rules[i].value); !complaint.empty())
                table.complain_of(key, i, std::move(complaint));
        }
        return rules;
    }

    static std::optional<Project::Text> target_in(TomlTable& table) {
        auto target = text_in(table, "target");
        if (target) check_target(table, target->value);
        return target;
    }

    /// A file is named as seen from the project file; whether a name is one of a policy is found
    /// out when it is used.
    static std::optional<Project::Text> policy_in(TomlTable& table) {
        auto policy = text_in(table, "policy");
        if (policy && policy->value.ends_with(".toml"))
            policy->value = beside(policy->file, policy->value);
        return policy;
    }

    void read_severities(TomlTable& table) {
        for (auto& [rules, level] : table.entries()) {
            Project::Text text = placed(rules, table.place_of(rules));
            if (std::string complaint = complaint_about_pattern(rules); !complaint.empty()) {
                table.complain(rules, std::move(complaint));
            } else if (!is_level(level)) {
                table.complain(rules, unknown_level(level));
            } else {
                project_.severities.push_back({std::move(text), *severity_named(level)});
            }
        }
    }

    static std::optional<Project::Text> kind_in(TomlTable& table) {
        auto kind = text_in(table, "kind");
        if (!kind || servers::find(kind->value)) return kind;
        Nearest nearest(kind->value);
        std::string_view likely;
        std::string known;
        for (const Server* server : servers::all()) {
            if (nearest.offer(server->name)) likely = server->name;
            known += fmt::format("{}{}", known.empty() ? "" : ", ", server->name);
        }
        table.complain("kind",
                       fmt::format("\"{}\" is none of {}{}", kind->value, known,
                                   likely.empty() ? std::string()
                                                  : fmt::format("; did you mean {}?", likely)));
        return kind;
    }

    void read_deployment(TomlTable& table) {
        Project::Deployment deployment;
        if (auto path = text_in(table, "path")) {
            deployment.path = std::move(*path);
            deployment.path.value = beside(deployment.path.file, deployment.path.value);
        } else if (!table.has("path")) {
            table.complain("path", "a deployment needs a path");
        }
        deployment.kind = kind_in(table);
        deployment.target = target_in(table);
        deployment.policy = policy_in(table);
        deployment.prefix = text_in(table, "prefix");
        deployment.maps = pairs_in(table, "map");
        for (auto& [from, to] : deployment.maps) to.value = beside(to.file, to.value);
        deployment.absent = texts_in(table, "absent");
        deployment.defines = texts_in(table, "define");
        deployment.environment = pairs_in(table, "env");
        table.finish();
        project_.deployments.push_back(std::move(deployment));
    }

    void read_per_file(TomlTable& table) {
        Project::PerFile entry;
        entry.files = texts_in(table, "files");
        if (!table.has("files")) table.complain("files", "a per-file entry needs files");
        for (Project::Text& pattern : entry.files) {
            const fs::path home = fs::absolute(pattern.file).parent_path();
            const fs::path below = fs::path(pattern.value).lexically_normal();
            pattern.value =
                below.is_absolute() ? below.string() : (literal(home.string()) / below).string();
        }
        entry.ignore = rules_in(table, "ignore");
        table.finish();
        project_.per_file.push_back(std::move(entry));
    }

    TomlTable root_;
    Project project_;
};

}  // namespace

std::string in_words(const Project::Text& text) {
    return fmt::format("{}:{}:{}", text.file, text.line, text.column);
}

std::string find_project(const std::string& directory) {
    std::error_code error;
    fs::path at = fs::absolute(directory.empty() ? "." : directory, error).lexically_normal();
    if (error) return "";
    if (!at.has_filename()) at = at.parent_path();  // "/a/b/" is "/a/b"
    for (;; at = at.parent_path()) {
        for (const std::string_view name : file_names) {
            if (fs::is_regular_file(at / name, error)) return from_here(at / name);
        }
        // .git is a file in work trees and submodules.
        if (fs::exists(at / ".git", error) || at == at.parent_path()) return "";
    }
}

Result<std::shared_ptr<const Project>> read_project(const std::string& path) {
    const Result<TomlFilePtr> file = Bases().read(path);
    if (!file) return Error{file.error()};
    return Reader(*file).run(path);
}

std::vector<const Project::PerFile*> entries_for(const Project& project, const std::string& file) {
    std::vector<const Project::PerFile*> entries;
    if (project.per_file.empty() || file.empty()) return entries;
    const std::string path = absolute(file);
    for (const Project::PerFile& entry : project.per_file) {
        if (std::any_of(entry.files.begin(), entry.files.end(),
                        [&](const Project::Text& pattern) { return covers(pattern.value, path); }))
            entries.push_back(&entry);
    }
    return entries;
}

const Project::Text* ignored_by(const Project& project, std::string_view rule,
                                const std::string& file) {
    const auto naming = [&](const std::vector<Project::Text>& rules) -> const Project::Text* {
        const auto found = std::find_if(rules.begin(), rules.end(), [&](const Project::Text& text) {
            return names_rule(text.value, rule);
        });
        return found == rules.end() ? nullptr : &*found;
    };
    if (const Project::Text* const text = naming(project.ignore)) return text;
    for (const Project::PerFile* entry : entries_for(project, file)) {
        if (const Project::Text* const text = naming(entry->ignore)) return text;
    }
    return nullptr;
}

}  // namespace tlslint::config
