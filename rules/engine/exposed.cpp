// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/exposed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>

namespace tlslint {
namespace {

constexpr std::uint32_t others_may_read = 0004;

const Model::PublicDirectory* public_directory(const FileReference& file, const Model& model) {
    const auto is_around = [&](const Model::PublicDirectory& directory) {
        std::string_view path = directory.deployed;
        while (path.ends_with('/')) path.remove_suffix(1);
        return !path.empty() && file.deployed.starts_with(path)
               && file.deployed.substr(path.size()).starts_with('/');
    };
    const auto& all = model.public_directories;
    const auto found = std::find_if(all.begin(), all.end(), is_around);
    return found == all.end() ? nullptr : &*found;
}

// Files given for keys that are found to hold none: there is no secret in them.
std::set<const FileReference*> without_secret(const Model& model) {
    std::set<const FileReference*> found;
    for (const Endpoint& endpoint : model.endpoints) {
        for (const CertificatePair& pair : endpoint.certificates.value) {
            if (pair.key && pair.key_contents && !pair.key_contents->key
                && pair.key_contents->problem == x509::FileProblem::wrong_kind)
                found.insert(pair.key);
        }
    }
    return found;
}

}  // namespace

void report_exposed(const Model& model, Report& report, FileUse use, std::string_view what) {
    const auto harmless =
        use == FileUse::key ? without_secret(model) : std::set<const FileReference*>();
    for (const FileReference& file : model.files) {
        if (harmless.contains(&file)) continue;
        if (file.use != use || !file.opened || !file.is_there()) continue;
        // A file that should hold a certificate and its key, and holds the one alone.
        if (use == FileUse::key && file.contents && !file.contents->key) continue;
        if ((file.mode & others_may_read) != 0)
            report.at(file.at, fmt::format("{} {} can be read by everyone (mode {:04o})", what,
                                           file.written, file.mode));
        if (const auto* const directory = public_directory(file, model))
            report
                .at(file.at, fmt::format("{} {} lies below the document root {}", what,
                                         file.written, directory->deployed))
                .related(directory->at, "the document root");
        if (file.tracked)
            report.at(file.at, fmt::format("{} {} is tracked by git", what, file.written));
    }
}

}  // namespace tlslint
