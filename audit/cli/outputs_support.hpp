// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"

#include <functional>
#include <iosfwd>
#include <string>

namespace tlslint {

/// Writes a report to a file, or to the standard output where `path` is empty. `write` is told
/// whether to use colours. False if it cannot be written.
[[nodiscard]] bool write_output(const std::string& path, const Options& options, Io& io,
                                const std::function<void(std::ostream& out, bool colour)>& write);

}  // namespace tlslint
