// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/included_files.hpp"

#include <fmt/format.h>

namespace tlslint {
namespace {

FileId add_file(Model& model, std::string printed, std::string deployed, std::string text) {
    const FileId file = model.sources.add(std::move(printed), std::move(deployed), std::move(text));
    model.trees.push_back(model.server->parse(model, file, model.sources[file].text()));
    return file;
}

}  // namespace

void add_root(Model& model, const FileSystem& files, const std::string& path, std::string text) {
    std::string printed = files.printed(path);
    std::string deployed = files.deployed(printed);
    model.root = add_file(model, std::move(printed), std::move(deployed), std::move(text));
    model.root_path = path;
}

void add_part(Model& model, const FileSystem& files, const std::string& path, std::string text) {
    std::string printed = files.printed(path);
    std::string deployed = files.deployed(printed);
    model.parts.push_back(
        add_file(model, std::move(printed), std::move(deployed), std::move(text)));
}

IncludedFiles::IncludedFiles(Model& model, const FileSystem& files, const ExpandLimits& limits)
    : model_(model), files_(files), limits_(limits) {
    const SourceFile& root = model.sources[model.root];
    total_bytes_ = root.text().size();
    known_[root.deployed_path()].file = model.root;
}

const IncludedFiles::File& IncludedFiles::read(const std::string& path) {
    const std::string printed = files_.printed(path);
    const auto [place, is_new] = known_.try_emplace(files_.deployed(printed));
    File& known = place->second;
    if (!is_new) return known;
    if (model_.sources.size() >= limits_.files) {
        known.error = fmt::format("more than {} files", limits_.files);
    } else if (total_bytes_ >= limits_.total_bytes) {
        known.error = fmt::format("more than {} MiB of configuration", limits_.total_bytes >> 20);
    }
    known.limit = !known.error.empty();
    if (!known.limit) {
        Result<std::string> text = files_.read(path, limits_.file_bytes);
        if (text) {
            total_bytes_ += text->size();
            known.file = add_file(model_, printed, place->first, std::move(*text));
            return known;
        }
        known.error = text.error();
        known.missing = files_.status(path).kind == FileStatus::Kind::missing;
    }
    if (!known.missing) model_.unreadable.push_back(printed);
    return known;
}

}  // namespace tlslint
