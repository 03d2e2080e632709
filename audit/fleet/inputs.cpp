// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/inputs.hpp"

#include "audit/config/fleet_file.hpp"
#include "parsers/model/server.hpp"
#include "parsers/text/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace tlslint::fleet {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> archive_endings{
    ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".txz", ".tar.bz2", ".tzst"};
// Directories that lie at the top of a machine, and hardly anywhere else.
constexpr std::array<std::string_view, 4> top_level{"etc", "usr", "opt", "var"};
constexpr std::size_t dump_head = 64U << 10U;  // a dump begins within so many bytes

std::string_view archive_ending(std::string_view name) {
    for (const std::string_view ending : archive_endings) {
        if (name.size() > ending.size() && name.ends_with(ending)) return ending;
    }
    return {};
}

// False, too, where that cannot be told.
bool is_folder(const fs::path& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

bool looks_like_tree(const fs::path& directory) {
    return std::any_of(top_level.begin(), top_level.end(),
                       [&](std::string_view name) { return is_folder(directory / name); });
}

bool looks_like_dump(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string head(dump_head, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    const auto all = servers::all();
    return std::any_of(all.begin(), all.end(), [&](const tlslint::Server* server) {
        return !server->split_dump(head).empty();
    });
}

// In the order of their names; hidden ones are nobody's hosts.
Result<std::vector<fs::path>> entries_of(const fs::path& directory) {
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator at(directory, error), end; !error && at != end;
         at.increment(error)) {
        if (!at->path().filename().native().starts_with('.')) entries.push_back(at->path());
    }
    if (error) return Error{fmt::format("{}: {}", directory.string(), error.message())};
    std::sort(entries.begin(), entries.end());
    return entries;
}

std::string name_of(const fs::path& path) {
    const fs::path whole = path.has_filename() ? path : path.parent_path();  // "web-1/"
    const std::string name = whole.filename().string();
    if (!name.empty() && name != "." && name != "..") return name;
    std::error_code error;
    return fs::canonical(path, error).filename().string();
}

class Finder {
  public:
    Result<bool> add_path(const std::string& path) {
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (status.type() == fs::file_type::not_found || error)
            return Error{fmt::format("{}: {}", path, error ? error.message() : "no such file")};
        if (path.ends_with(".toml")) return add_fleet_file(path);
        if (fs::is_directory(status))
            return looks_like_tree(path) ? add(tree(path, "")) : add_directory(path, "");
        if (auto host = host_of_file(path)) return add(std::move(*host));
        return Error{fmt::format("{}: is no fleet.toml, archive or dump (`nginx -T`)", path)};
    }

    Result<bool> add_endpoints(const std::string& path) {
        std::ifstream in(path);
        if (!in) return Error{fmt::format("{}: cannot be read", path)};
        for (std::string line; std::getline(in, line);) {
            line.erase(std::min(line.find('#'), line.size()));
            const std::size_t first = line.find_first_not_of(" \t\r");
            if (first == std::string::npos) continue;
            const std::size_t last = line.find_last_not_of(" \t\r");
            const auto done = add(endpoint(line.substr(first, last - first + 1)));
            if (!done) return Error{fmt::format("{}: {}", path, done.error())};
        }
        return true;
    }

    Result<Fleet> take() {
        std::sort(fleet_.tasks.begin(), fleet_.tasks.end(),
                  [](const Task& a, const Task& b) { return a.host.name < b.host.name; });
        if (!fleet_.tasks.empty() && fleet_.tasks.front().host.name.empty())
            return Error{fmt::format("{} says no host's name: write a fleet.toml that does",
                                     fleet_.tasks.front().host.location)};
        const auto same = std::adjacent_find(
            fleet_.tasks.begin(), fleet_.tasks.end(),
            [](const Task& a, const Task& b) { return a.host.name == b.host.name; });
        if (same != fleet_.tasks.end())
            return Error{fmt::format("two hosts are named \"{}\": {} and {}", same->host.name,
                                     same->host.location, std::next(same)->host.location)};
        return std::move(fleet_);
    }

  private:
    static Host host(std::string name, std::string group, Host::Kind kind, std::string location) {
        Host made;
        made.name = std::move(name);
        made.group = std::move(group);
        made.kind = kind;
        made.location = std::move(location);
        return made;
    }
    static Host tree(const fs::path& path, const std::string& group) {
        return host(name_of(path), group, Host::Kind::tree, path.string());
    }
    static Host endpoint(const std::string& text) {
        return host(text, "", Host::Kind::endpoint, text);
    }
    static std::optional<Host> host_of_file(const fs::path& path) {
        std::error_code error;
        if (!fs::is_regular_file(path, error)) return std::nullopt;  // a FIFO would never end
        const std::string name = path.filename().string();
        if (const std::string_view ending = archive_ending(name); !ending.empty())
            return host(name.substr(0, name.size() - ending.size()), "", Host::Kind::archive,
                        path.string());
        if (!looks_like_dump(path)) return std::nullopt;
        return host(path.stem().string(), "", Host::Kind::dump, path.string());
    }

    Result<bool> add(Host host) { return add(Task{std::move(host), "", ""}); }
    Result<bool> add(Task task) {
        fleet_.tasks.push_back(std::move(task));
        return true;
    }

    Result<bool> add_directory(const fs::path& directory, const std::string& group) {
        const auto entries = entries_of(directory);
        if (!entries) return Error{entries.error()};
        for (const fs::path& entry : *entries) {
            if (is_folder(entry)) {
                if (group.empty() && is_group(entry)) {
                    if (const auto done = add_directory(entry, name_of(entry)); !done) return done;
                } else {
                    static_cast<void>(add(tree(entry, group)));
                }
            } else if (auto found = host_of_file(entry)) {
                found->group = group;
                static_cast<void>(add(std::move(*found)));
            } else {
                fleet_.remarks.push_back(
                    fmt::format("{}: passed over: no tree, archive or dump", entry.string()));
            }
        }
        return true;
    }

    // No machine's tree, but it holds some.
    static bool is_group(const fs::path& directory) {
        if (looks_like_tree(directory)) return false;
        const auto entries = entries_of(directory);
        return entries && std::any_of(entries->begin(), entries->end(), [](const fs::path& entry) {
                   return is_folder(entry) ? is_folder(entry / "etc")
                                           : !archive_ending(entry.filename().string()).empty();
               });
    }

    // What is found through it belongs to its groups; what it lists says more for itself.
    Result<bool> add_fleet_file(const std::string& path) {
        const Result<config::FleetFile> file = config::read_fleet_file(path);
        if (!file) return Error{file.error()};
        const std::size_t first = fleet_.tasks.size();
        for (const std::string& input : file->inputs) {
            if (input.ends_with(".toml"))
                return Error{fmt::format("{}: inputs: {} is another fleet's file", path, input)};
            if (const auto done = add_path(input); !done)
                return Error{fmt::format("{}: inputs: {}", path, done.error())};
        }
        for (const std::string& text : file->endpoints) static_cast<void>(add(endpoint(text)));
        for (const config::FleetFile::Host& listed : file->hosts) {
            const Result<Task> task = task_of(listed);
            if (!task) return Error{fmt::format("{}: {}", path, task.error())};
            const auto known = std::find_if(
                fleet_.tasks.begin() + static_cast<std::ptrdiff_t>(first), fleet_.tasks.end(),
                [&](const Task& each) { return each.host.name == task->host.name; });
            if (known == fleet_.tasks.end()) {
                fleet_.tasks.push_back(*task);
            } else {
                *known = *task;
            }
        }
        for (std::size_t i = first; i < fleet_.tasks.size(); ++i) settle(fleet_.tasks[i], *file);
        return true;
    }

    static Result<Task> task_of(const config::FleetFile::Host& listed) {
        Task task;
        if (!listed.endpoint.empty()) {
            task.host = endpoint(listed.endpoint);
        } else if (is_folder(listed.path)) {
            task.host = tree(listed.path, "");
        } else if (auto found = host_of_file(listed.path)) {
            task.host = std::move(*found);
        } else {
            return Error{fmt::format("{}: is no tree, archive or dump", listed.path)};
        }
        if (!listed.name.empty()) task.host.name = listed.name;
        task.host.group = listed.group;
        task.host.owner = listed.owner;
        task.host.labels = listed.labels;
        task.target = listed.target;
        task.policy = listed.policy;
        return task;
    }

    // The host's own word, else its group's, else the file's.
    static void settle(Task& task, const config::FleetFile& file) {
        const auto fill = [](std::string& value, const std::string& with) {
            if (value.empty()) value = with;
        };
        const auto group = std::find_if(
            file.groups.begin(), file.groups.end(), [&](const config::FleetFile::Group& each) {
                if (!task.host.group.empty()) return each.name == task.host.group;
                return std::any_of(
                    each.hosts.begin(), each.hosts.end(),
                    [&](const std::string& pattern) { return matches(pattern, task.host.name); });
            });
        if (group != file.groups.end()) {
            fill(task.host.group, group->name);
            fill(task.host.owner, group->owner);
            fill(task.target, group->target);
            fill(task.policy, group->policy);
            for (const auto& label : group->labels) {
                const auto& own = task.host.labels;
                if (std::none_of(own.begin(), own.end(),
                                 [&](const auto& each) { return each.first == label.first; }))
                    task.host.labels.push_back(label);
            }
            std::sort(task.host.labels.begin(), task.host.labels.end());
        }
        fill(task.target, file.target);
        fill(task.policy, file.policy);
    }

    Fleet fleet_;
};

}  // namespace

Result<Fleet> find_fleet(const std::vector<std::string>& paths,
                         const std::vector<std::string>& endpoint_lists) {
    Finder finder;
    for (const std::string& path : paths) {
        if (const auto done = finder.add_path(path); !done) return Error{done.error()};
    }
    for (const std::string& path : endpoint_lists) {
        if (const auto done = finder.add_endpoints(path); !done) return Error{done.error()};
    }
    return finder.take();
}

}  // namespace tlslint::fleet
