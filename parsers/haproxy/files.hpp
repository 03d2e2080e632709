// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/file_cache.hpp"
#include "parsers/model/server.hpp"

#include <string>
#include <string_view>

namespace tlslint::haproxy {

/// The files that settings name, found as HAProxy finds them (section 5.2 of the reference).
class NamedFiles {
  public:
    NamedFiles(Model& model, const FileSystem& files, const ReadOptions& options)
        : model_(model), cache_(model, files), options_(options) {}

    /// Where relative paths start from; "" where nobody knows.
    void working_directory(std::string directory) { directory_ = std::move(directory); }
    [[nodiscard]] const ReadOptions& options() const { return options_; }
    [[nodiscard]] FileCache& cache() { return cache_; }

    /// What HAProxy opens for a path that is written so, "" where that is not known.
    /// `base`: what stands in front of a relative one.
    [[nodiscard]] std::string resolve(std::string_view written, std::string_view base) const {
        return resolve(written, base, directory_);
    }
    /// The same of what it opens when it has read all lines: `default-path` is forgotten then.
    [[nodiscard]] std::string resolve_late(std::string_view written, std::string_view base) const {
        return resolve(written, base, options_.prefix);
    }
    /// `path`: resolved.
    FileReference* look_at(const Word& word, const std::string& path, FileUse use, bool opened);
    /// Of the Diffie-Hellman parameters that HAProxy takes from a file; 0: none.
    [[nodiscard]] int dh_bits_of(const FileContents& contents) const;
    [[nodiscard]] bool is_absent(const std::string& path) const;
    /// "default of HAProxy 2.6.12", "default of OpenSSL 3.0.22".
    [[nodiscard]] std::string_view default_of_haproxy();
    [[nodiscard]] std::string_view default_of_openssl();

  private:
    [[nodiscard]] static std::string resolve(std::string_view written, std::string_view base,
                                             std::string_view directory);

    Model& model_;
    FileCache cache_;
    const ReadOptions& options_;
    std::string directory_;
    std::string_view default_of_haproxy_, default_of_openssl_;
};

}  // namespace tlslint::haproxy
