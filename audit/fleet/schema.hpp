// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/columns.hpp"
#include "audit/fleet/database.hpp"

#include <fmt/format.h>

#include <string>

namespace tlslint::fleet {

/// What makes the tables of a store where they are missing.
std::string schema(const Database::Dialect& dialect);
/// Of tables that this program does not understand.
inline constexpr std::int64_t schema_version = 1;

/// The columns of a type, "a, b, c", each behind `prefix`.
template <class Row>
std::string columns_of(std::string_view prefix) {
    std::string columns;
    const Row row;
    Fields<Row>::visit(row, [&](std::string_view name, const auto&) {
        columns += fmt::format("{}{}{}", columns.empty() ? "" : ", ", prefix, name);
    });
    return columns;
}

/// "$1, $2, $3"
std::string placeholders(std::size_t count);

}  // namespace tlslint::fleet
