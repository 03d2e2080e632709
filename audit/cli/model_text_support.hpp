// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "parsers/model/model.hpp"

#include <memory>
#include <vector>

namespace tlslint {

/// The effective model for people: one card an endpoint, each value with the place it comes from.
void print_model_text(const std::vector<std::unique_ptr<Model>>& models, Io& io);

}  // namespace tlslint
