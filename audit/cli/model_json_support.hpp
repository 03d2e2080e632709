// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <iosfwd>
#include <memory>
#include <string_view>
#include <vector>

namespace tlslint {

/// The effective model as JSON (spec.md 5).
void print_model_json(const std::vector<std::unique_ptr<Model>>& models, std::string_view policy,
                      std::ostream& out);

}  // namespace tlslint
