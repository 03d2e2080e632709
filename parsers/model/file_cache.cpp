// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/file_cache.hpp"

#include "parsers/model/server.hpp"

namespace tlslint {

const FileStatus& FileCache::status(const std::string& path) {
    const auto [place, is_new] = by_path_.try_emplace(path);
    if (is_new) place->second = files_.status(path);
    return place->second;
}

void FileCache::look_at(const std::string& path, const ReadOptions& options,
                        FileReference& reference) {
    const FileStatus& found = status(path);
    reference.deployed = model_.arena.keep(path);
    reference.status = found.kind;
    reference.mode = found.mode;
    reference.error = model_.arena.keep(found.error);
    reference.absent =
        options.files_elsewhere || options.is_absent(files_.deployed(files_.printed(path)));
}

const FileContents* FileCache::contents(const std::string& path, FileUse use) {
    const auto [place, is_new] = contents_.try_emplace({path, use});
    if (is_new) {
        place->second =
            read_contents(model_.arena, files_, path, use, model_.facts.library.version, {});
    }
    return place->second;
}

}  // namespace tlslint
