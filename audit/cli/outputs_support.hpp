// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// The reports that were asked for, of those formats a command has; the first one on the standard
/// output where none was. Complains and gives nothing for any other format.
std::optional<std::vector<OutputChoice>>
outputs_of(const Options& options, std::span<const std::string_view> formats, Io& io);

/// Writes a report to a file, or to the standard output where `path` is empty. `write` is told
/// whether to use colours. False if it cannot be written.
[[nodiscard]] bool write_output(const std::string& path, const Options& options, Io& io,
                                const std::function<void(std::ostream& out, bool colour)>& write);

}  // namespace tlslint
