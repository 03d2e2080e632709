// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/files.hpp"
#include "parsers/x509/key.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tlslint::nginx {

/// What OpenSSL makes of a file with a private key.
struct KeyFile {
    enum class State : std::uint8_t { fine, refused, unknown };
    State state = State::unknown;
    std::string_view why;  // it is refused
    std::optional<x509::PublicKey> key;
};

/// The key files of a configuration, each read once for each list of passwords. Nothing secret is
/// kept.
class KeyFiles {
  public:
    explicit KeyFiles(const FileSystem& files) : files_(files) {}
    /// `passwords`: the path of ssl_password_file; empty for none.
    const KeyFile& read(const std::string& path, const std::string& passwords);

  private:
    const FileSystem& files_;
    std::map<std::pair<std::string, std::string>, KeyFile> known_;
};

}  // namespace tlslint::nginx
