// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/rule.hpp"

#include <string_view>

namespace tlslint {

/// Reports the files of a use that the server opens and that others can get at: everybody on the
/// machine, whoever asks the server for documents, whoever has the repository. `what` is what
/// people call such a file.
void report_exposed(const Model& model, Report& report, FileUse use, std::string_view what);

}  // namespace tlslint
