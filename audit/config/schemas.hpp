// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace tlslint::config {

/// A JSON Schema that the program carries: a file of docs/schemas.
struct Schema {
    std::string_view name;  // of what: "check", "project"
    std::string_view text;
};
/// All of them, by name. Generated.
[[nodiscard]] std::span<const Schema> schemas();

}  // namespace tlslint::config
