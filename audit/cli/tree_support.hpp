// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <iosfwd>
#include <memory>
#include <vector>

namespace tlslint {

/// The syntax trees as spec.md 7 wants them: one entry per file read, includes not spliced in.
void print_tree_json(const std::vector<std::unique_ptr<Model>>& models, std::ostream& out);
/// The same to read: one statement a line, with its line number.
void print_tree_text(const std::vector<std::unique_ptr<Model>>& models, std::ostream& out);

}  // namespace tlslint
