// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/server.hpp"
#include "parsers/text/files.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// Something to read: a whole configuration or a fragment of one.
struct Deployment {
    const Server* server = nullptr;
    std::string path;  // deployed path of the file to begin with
    std::string text;  // its contents
    struct Part {
        std::string path, text;
    };
    std::vector<Part> parts;  // further files that the server reads behind it
    std::optional<FileSystem>
        files;  // where the rest of it is, if not with everything else: a dump's own files
};

/// What the user's PATHs amount to.
struct Found {
    std::vector<Deployment> deployments;
    std::vector<std::string> errors;  // what could not be read or understood, a sentence each
};

struct FindOptions {
    const Server* kind = nullptr;          // given by the user, else each file is recognised
    bool skip_unknown = false;             // pass over files that are no server's configuration
    std::vector<std::string> passes_over;  // directories (deployed paths) that no walk enters
    std::string stdin_text;                // for the path "-"
    std::string stdin_filename;            // where that text would lie, or ""
};

/// Finds what there is to read below the paths (deployed paths): a file is read as it is; in a
/// directory the main configurations are looked for and, where there is none above them, fragments.
Found find_deployments(const std::vector<std::string>& paths, const FileSystem& files,
                       const FindOptions& options);

/// Reads one: parse, includes, meaning.
std::unique_ptr<Model> load(Deployment deployment, const FileSystem& files,
                            const ReadOptions& options, Facts facts);

}  // namespace tlslint
