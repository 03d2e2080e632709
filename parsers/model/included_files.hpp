// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/expand.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace tlslint {

/// The files of a configuration beside its root: each is read into the model and parsed once,
/// whatever names it and how often.
class IncludedFiles {
  public:
    struct File {
        FileId file{};
        std::string error;  // why there is none, or ""
        bool missing = false;
        bool limit = false;
    };

    IncludedFiles(Model& model, const FileSystem& files, const ExpandLimits& limits);

    /// By where the file is meant to lie, so that two spellings of one path are one file. One that
    /// exists and cannot be read becomes one of the model's unreadable files.
    const File& read(const std::string& path);

  private:
    Model& model_;
    const FileSystem& files_;
    ExpandLimits limits_;
    std::unordered_map<std::string, File> known_;  // by deployed path
    std::uint64_t total_bytes_ = 0;
};

}  // namespace tlslint
