// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/server.hpp"

namespace tlslint::apache {

/// Reads the configuration and works out its endpoints.
void interpret(Model& model, const FileSystem& files, const ReadOptions& options);

}  // namespace tlslint::apache
