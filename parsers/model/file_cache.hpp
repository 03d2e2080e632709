// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/text/files.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace tlslint {

struct ReadOptions;

/// The files that settings name, each looked at and read once however many words name it.
class FileCache {
  public:
    FileCache(Model& model, const FileSystem& files) : model_(model), files_(files) {}

    const FileStatus& status(const std::string& path);
    /// Notes in a reference what stands at the path that a server opens.
    void look_at(const std::string& path, const ReadOptions& options, FileReference& reference);
    /// nullptr for a use whose files are not read, or that cannot be.
    const FileContents* contents(const std::string& path, FileUse use);
    [[nodiscard]] const FileSystem& system() const { return files_; }

  private:
    Model& model_;
    const FileSystem& files_;
    std::unordered_map<std::string, FileStatus> by_path_;
    std::map<std::pair<std::string, FileUse>, const FileContents*> contents_;
};

}  // namespace tlslint
