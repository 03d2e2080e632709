// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

namespace tlslint::nginx {

/// Adds the directories whose files nginx hands out: `root` and `alias`, wherever they stand.
/// Relative ones depend on how nginx was built and are left out.
void add_public_directories(Model& model);

}  // namespace tlslint::nginx
