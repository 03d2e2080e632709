// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/file_cache.hpp"
#include "parsers/model/model.hpp"
#include "parsers/model/server.hpp"
#include "parsers/nginx/scope.hpp"
#include "parsers/text/files.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tlslint::nginx {

/// The files that settings name, each word looked at once however many servers inherit it.
class NamedFiles {
  public:
    NamedFiles(Model& model, const FileSystem& files, const ReadOptions& options)
        : model_(model), cache_(model, files), options_(options) {}

    /// `opened`: whether nginx opens it for the server that asks.
    const FileReference* look_at(Word word, FileUse use, bool opened);
    /// Of a file that is there.
    [[nodiscard]] std::uint64_t size_of(const std::string& path) {
        return cache_.status(path).size;
    }
    /// The certificates of a server block and the keys that go with them. Lists of certificates and
    /// of keys are inherited one without the other (section 5.1 of the reference).
    Setting<std::span<const CertificatePair>> certificates(const Scope& server, bool loaded);
    /// Fills in what is in the key's file, unlocked by the passwords that hold in a scope;
    /// `directive` names their file.
    void read_key(CertificatePair& pair, const Scope& scope, std::string_view directive);
    /// "default of nginx 1.22.1", "default of OpenSSL 3.0.22".
    [[nodiscard]] std::string_view default_of_nginx();
    [[nodiscard]] std::string_view default_of_openssl();

  private:
    Model& model_;
    FileCache cache_;
    const ReadOptions& options_;
    const FileContents* unlocked(const std::string& key, const std::string& passwords);

    std::unordered_map<std::uint64_t, FileReference*> by_word_;
    std::map<std::pair<std::string, std::string>, const FileContents*> unlocked_;
    std::string_view default_of_nginx_, default_of_openssl_;
};

}  // namespace tlslint::nginx
