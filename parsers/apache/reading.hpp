// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/configuration.hpp"
#include "parsers/model/server.hpp"
#include "parsers/text/files.hpp"

namespace tlslint::apache {

/// httpd's first phase: reads what the root includes into the model, decides conditions, replaces
/// macros and variables. Says in the trees what is in force, and adds the problems that it meets;
/// `model.prefix` becomes ServerRoot.
[[nodiscard]] Configuration read(Model& model, const FileSystem& files, const ReadOptions& options);

}  // namespace tlslint::apache
