// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/report/report.hpp"

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

/// Writes a report to a file, at once and whole, or to the standard output where `path` is empty.
/// `write` is told whether to use colours. False if it cannot be written.
[[nodiscard]] bool write_output(const std::string& path, const Options& options, Io& io,
                                const std::function<void(std::ostream& out, bool colour)>& write);

/// The format of that name; nullptr if there is none.
const report::Reporter* reporter_named(std::string_view name);

/// Complains of a run that came to nothing, and says its exit status. Formats that have a status of
/// their own are read by programs that see no complaint: they get a report that says it.
Exit give_up(std::string_view why, const Options& options, Io& io);

}  // namespace tlslint
