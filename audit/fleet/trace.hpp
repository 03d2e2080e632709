// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/files.hpp"
#include "parsers/text/watch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tlslint::fleet {

/// What a thread asks of file systems as long as this lives, and what it is told: the questions as
/// lines, to ask them again, and one digest over questions and answers. As long as the digest
/// stays, nothing that an audit has looked at has changed.
class Trace {
  public:
    Trace();
    /// Asks what another trace has asked, in its order: the disk, or `files`.
    static void ask_again(const FileSystem& files, std::string_view lines);

    [[nodiscard]] const std::string& lines() const { return lines_; }
    [[nodiscard]] std::string digest() const;

  private:
    void add(const Asked& asked);

    std::string lines_, sums_;
    std::unordered_set<std::string> known_;
    Watch watch_;
};

/// The digest of a file of the disk as it is now; "" where it cannot be read.
std::string digest_of_file(const std::string& path);

}  // namespace tlslint::fleet
