// SPDX-License-Identifier: Apache-2.0
#include "parsers/load.hpp"

#include "parsers/model/expand.hpp"
#include "parsers/model/nearby.hpp"
#include "parsers/text/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tlslint {
namespace {

constexpr std::uint64_t file_limit = ExpandLimits{}.file_bytes;
constexpr std::size_t entries_limit = 1'000'000;  // of all directories that are walked
constexpr std::size_t walk_depth = 64;

struct Recognised {
    const Server* server = nullptr;
    Likeness likeness = Likeness::no;
};

Recognised recognise(const Server* given, std::string_view path, std::string_view text) {
    if (given) return {given, std::max(given->recognise(path, text), Likeness::fragment)};
    Recognised best;
    for (const Server* server : servers::all()) {
        const Likeness likeness = server->recognise(path, text);
        if (likeness > best.likeness) best = {server, likeness};
    }
    return best;
}

class Finder {
  public:
    Finder(const FileSystem& files, const FindOptions& options)
        : files_(files), options_(options) {}

    void add_path(const std::string& path) {
        if (path == "-") return add_text(options_.stdin_filename, options_.stdin_text);
        const FileStatus status = files_.status(path);
        if (status.kind == FileStatus::Kind::directory) return add_directory(path);
        if (options_.skip_unknown && !could_be_configuration(filename_of(path))) return;
        Result<std::string> text = files_.read(path, file_limit);
        if (!text) return complain("cannot read {}: {}", files_.printed(path), text.error());
        add_text(path, std::move(*text));
    }

    Found take() { return std::move(found_); }

  private:
    template <class... Args>
    void complain(fmt::format_string<Args...> format, Args&&... args) {
        found_.errors.push_back(fmt::format(format, std::forward<Args>(args)...));
    }

    void add_text(const std::string& path, std::string text) {
        if (add_dump(text)) return;
        const Recognised as = recognise(options_.kind, path, text);
        if (as.likeness == Likeness::no) {
            if (options_.skip_unknown) return;
            return complain("cannot tell what kind of configuration {} is: say it with --kind",
                            path.empty() ? "the standard input" : files_.printed(path));
        }
        add(found_.deployments,
            {as.server, path.empty() ? "stdin" : path, std::move(text), {}, std::nullopt});
    }

    // With the files that it is started with, if the machine says so; those once.
    void add(std::vector<Deployment>& into, Deployment deployment) {
        const auto started_with = deployment.server->started_with;
        const std::string own = files_.deployed(files_.printed(deployment.path));
        const std::vector<std::string> all =
            started_with ? started_with(files_, own) : std::vector<std::string>();
        if (all.size() > 1) {
            if (!started_.insert(all.front()).second) return;
            deployment.path = all.front();
            deployment.text.clear();
            for (const std::string& path : all) {
                Result<std::string> text = files_.read(path, file_limit);
                if (!text) {
                    complain("cannot read {}: {}", files_.printed(path), text.error());
                } else if (path == all.front()) {
                    deployment.text = std::move(*text);
                } else {
                    deployment.parts.push_back({path, std::move(*text)});
                }
            }
        }
        into.push_back(std::move(deployment));
    }

    bool add_dump(std::string_view text) {
        for (const Server* server : servers::all()) {
            if (options_.kind && options_.kind != server) continue;
            const std::vector<DumpedFile> dumped = server->split_dump(text);
            if (dumped.empty()) continue;
            std::map<std::string, std::string> contents;
            for (const DumpedFile& file : dumped) contents.emplace(file.path, file.text);
            found_.deployments.push_back({server,
                                          std::string(dumped.front().path),
                                          std::string(dumped.front().text),
                                          {},
                                          FileSystem::memory(std::move(contents))});
            return true;
        }
        return false;
    }

    void add_directory(const std::string& directory) {
        std::vector<Deployment> mains;
        std::vector<Deployment> fragments;
        walk(directory, 0, mains, fragments);
        gather(mains);
        const std::size_t before = found_.deployments.size();
        std::set<std::string, std::less<>> homes;  // directories of main configurations
        for (Deployment& main : mains) {
            homes.emplace(main.server->home ? main.server->home(main.path)
                                            : directory_of(main.path));
            found_.deployments.push_back(std::move(main));
        }
        for (Deployment& fragment : fragments) {
            // What lies beside a main configuration is part of it or, if nothing includes it, not
            // in force.
            const bool below =
                std::any_of(homes.begin(), homes.end(), [&](const std::string& home) {
                    return home == "."
                           || fragment.path.starts_with(home.ends_with('/') ? home : home + "/");
                });
            if (!below) found_.deployments.push_back(std::move(fragment));
        }
        if (found_.deployments.size() == before)
            complain("no configuration found in {}", files_.printed(directory));
    }

    static Share share_of(const Deployment& deployment) {
        const auto share = deployment.server->share;
        return share ? share(deployment.text) : Share::whole;
    }

    // What begins and serves nothing is meant to go on: in the files beside it, or in those of a
    // directory beside it.
    static void gather(std::vector<Deployment>& mains) {
        for (std::size_t i = 0; i < mains.size(); ++i) {
            if (share_of(mains[i]) != Share::beginning) continue;
            const std::string home(directory_of(mains[i].path));
            std::vector<Deployment> group, others;
            bool fits = true;
            for (const Deployment& one : mains) {
                const std::string_view place = directory_of(one.path);
                const bool near =
                    one.server == mains[i].server && (place == home || directory_of(place) == home);
                (near ? group : others).push_back(one);
                fits = fits && (!near || &one == &mains[i] || share_of(one) == Share::continuation);
            }
            if (!fits || group.size() < 2) continue;
            std::stable_sort(group.begin(), group.end(), [&](const auto& a, const auto& b) {
                return std::pair(directory_of(a.path) != home, std::string_view(a.path))
                       < std::pair(directory_of(b.path) != home, std::string_view(b.path));
            });
            for (std::size_t k = 1; k < group.size(); ++k)
                group.front().parts.push_back({std::move(group[k].path), std::move(group[k].text)});
            mains = std::move(others);
            mains.insert(mains.begin(), std::move(group.front()));
            i = 0;
        }
    }

    void walk(const std::string& directory, std::size_t depth, std::vector<Deployment>& mains,
              std::vector<Deployment>& fragments) {
        const auto listing = files_.entries(directory, entries_limit);
        if (!listing)
            return complain("cannot read {}: {}", files_.printed(directory), listing.error());
        if (listing->past_limit) {
            return complain("{} is not looked into: more than {} names (a limit of tlslint)",
                            files_.printed(directory), entries_limit);
        }
        entries_ += listing->entries.size();
        for (const auto& [name, type] : listing->entries) {
            if (name.starts_with('.') || name == "node_modules") continue;
            const std::string path = joined(directory, name);
            const FileStatus status = files_.status(path);
            if (status.kind == FileStatus::Kind::directory) {
                // A directory that was seen is a link back: following it would never end.
                const bool is_new =
                    seen_.emplace(status.device, status.inode).second || status.inode == 0;
                const auto& passed = options_.passes_over;
                if (!is_new || std::find(passed.begin(), passed.end(), path) != passed.end())
                    continue;
                if (depth == walk_depth || entries_ > entries_limit) {
                    complain("{} is not looked into: too many directories (a limit of tlslint)",
                             files_.printed(path));
                } else {
                    walk(path, depth + 1, mains, fragments);
                }
            } else if (status.kind == FileStatus::Kind::regular && could_be_configuration(name)) {
                consider(path, mains, fragments);
            }
        }
    }

    // Cheap look at the name before a file is opened.
    static bool could_be_configuration(std::string_view name) {
        const std::size_t dot = name.find_last_of('.');
        if (dot == std::string_view::npos) return true;
        const std::string_view ending = name.substr(dot + 1);
        return ending == "conf" || ending == "cfg" || ending == "vhost" || ending == "inc"
               || ending == "dump" || ending == "txt";
    }

    void consider(const std::string& path, std::vector<Deployment>& mains,
                  std::vector<Deployment>& fragments) {
        Result<std::string> text = files_.read(path, file_limit);
        if (!text) return complain("cannot read {}: {}", files_.printed(path), text.error());
        if (add_dump(*text)) return;
        const Recognised as = recognise(nullptr, path, *text);
        if (options_.kind && as.server != options_.kind) return;
        if (as.likeness == Likeness::main)
            add(mains, {as.server, path, std::move(*text), {}, std::nullopt});
        if (as.likeness == Likeness::fragment)
            fragments.push_back({as.server, path, std::move(*text), {}, std::nullopt});
    }

    const FileSystem& files_;
    const FindOptions& options_;
    Found found_;
    std::set<std::pair<std::uint64_t, std::uint64_t>> seen_;
    std::set<std::string> started_;  // first files of what the machine starts
    std::size_t entries_ = 0;
};

}  // namespace

Found find_deployments(const std::vector<std::string>& paths, const FileSystem& files,
                       const FindOptions& options) {
    Finder finder(files, options);
    for (const std::string& path : paths) finder.add_path(path);
    return finder.take();
}

std::unique_ptr<Model> load(Deployment deployment, const FileSystem& files,
                            const ReadOptions& options, Facts facts) {
    auto model = std::make_unique<Model>(*deployment.server);
    model->facts = std::move(facts);
    ReadOptions own = options;
    if (deployment.files) own.files_elsewhere = true;
    const FileSystem& from = deployment.files ? *deployment.files : files;
    add_root(*model, from, deployment.path, std::move(deployment.text));
    for (Deployment::Part& part : deployment.parts)
        add_part(*model, from, part.path, std::move(part.text));
    model->server->expand(*model, from, own);
    model->server->interpret(*model, from, own);
    if (!own.files_elsewhere) look_nearby(*model, from);
    return model;
}

}  // namespace tlslint
