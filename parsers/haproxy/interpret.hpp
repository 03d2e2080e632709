// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/server.hpp"

namespace tlslint::haproxy {

/// Works out what the lines of `bind` and `server` come to, in the order of the text: what global
/// says holds for the lines behind it (section 4.0 of the reference).
void interpret(Model& model, const FileSystem& files, const ReadOptions& options);

}  // namespace tlslint::haproxy
