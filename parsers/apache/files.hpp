// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/configuration.hpp"
#include "parsers/model/file_cache.hpp"
#include "parsers/model/server.hpp"

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace tlslint::apache {

/// The files that settings name, each word looked at once however many servers inherit it.
/// Relative paths start from the ServerRoot (ap_server_root_relative).
class NamedFiles {
  public:
    NamedFiles(Model& model, const FileSystem& files, const ReadOptions& options)
        : model_(model), cache_(model, files), options_(options) {}

    /// `opened`: whether httpd opens it for the server that asks.
    const FileReference* look_at(const Argument& word, FileUse use, bool opened);
    /// Of a file that is there.
    [[nodiscard]] std::uint64_t size_of(const std::string& path) {
        return cache_.status(path).size;
    }
    /// What is in a file, read as another kind of file than it is named for; nullptr for nothing.
    const FileContents* read_as(const FileReference& file, FileUse use);
    /// The curve of the EC parameters in a file, in OpenSSL's words; "" for none.
    std::string_view curve_in(const FileReference& file);
    /// "default of Apache httpd 2.4.71", "default of OpenSSL 3.0.22".
    [[nodiscard]] std::string_view default_of_httpd();
    [[nodiscard]] std::string_view default_of_openssl();

  private:
    Model& model_;
    FileCache cache_;
    const ReadOptions& options_;
    std::map<std::string_view, std::string_view> curves_;
    // By text, too: a word in a macro's body is another one at each use.
    std::map<std::tuple<std::uint64_t, FileUse, std::string_view>, FileReference*> by_word_;
    std::string_view default_of_httpd_, default_of_openssl_;
};

/// Values that name no file: keys and certificates of a PKCS#11 token or OpenSSL engine.
bool names_no_file(std::string_view value);

}  // namespace tlslint::apache
