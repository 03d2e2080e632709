// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/server.hpp"
#include "parsers/text/files.hpp"

namespace tlslint::nginx {

/// Works out what each server block of a configuration does on each of its addresses.
void interpret(Model& model, const FileSystem& files, const ReadOptions& options);

}  // namespace tlslint::nginx
