// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/nearby.hpp"

#include "parsers/text/git_index.hpp"
#include "parsers/text/path.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tlslint {
namespace {

// Directories of certificates are small; what is more is not gone through.
constexpr std::size_t most_entries = 256;
constexpr std::size_t most_directories = 16;
constexpr std::uint64_t largest = 64ULL << 10;

bool may_hold_certificates(std::string_view name) {
    constexpr std::string_view endings[] = {".pem",  ".crt",       ".cer",
                                            ".cert", ".ca-bundle", ".bundle"};
    return std::any_of(std::begin(endings), std::end(endings),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

// Its chain ends in the open.
bool wants_issuer(const FileReference& file) {
    if (file.use != FileUse::certificate || !file.contents || file.contents->chain.path.empty())
        return false;
    return !file.contents->certificates[file.contents->chain.path.back()].self_issued;
}

void add_directory(Model& model, const FileSystem& files, const std::string& directory) {
    const auto names = files.list(directory, most_entries);
    if (!names) return;
    for (const std::string& name : *names) {
        if (!may_hold_certificates(name)) continue;
        const std::string path = joined(directory, name);
        const FileStatus status = files.status(path);
        if (status.kind != FileStatus::Kind::regular || status.size > largest) continue;
        const FileContents* const contents = read_contents(
            model.arena, files, path, FileUse::certificate, model.facts.library.version, {});
        if (contents && !contents->certificates.empty())
            model.neighbours.push_back({model.arena.keep(std::string_view(path)), contents});
    }
}

}  // namespace

void look_nearby(Model& model, const FileSystem& files) {
    std::set<std::string> directories;
    GitIndexes git;
    std::unordered_map<std::string_view, bool> tracked;  // one key may serve thousands of endpoints
    for (FileReference& file : model.files) {
        if (wants_issuer(file) && directories.size() < most_directories) {
            const std::string directory(directory_of(file.deployed));
            if (directories.insert(directory).second) add_directory(model, files, directory);
        }
        const bool is_secret = file.use == FileUse::key || file.use == FileUse::ticket_key;
        if (!is_secret || !file.opened || !file.is_there()) continue;
        const auto [place, is_new] = tracked.try_emplace(file.deployed);
        if (is_new) place->second = git.track(files.printed(file.deployed));
        file.tracked = place->second;
    }
}

}  // namespace tlslint
