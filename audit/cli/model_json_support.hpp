// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/view_support.hpp"

#include <iosfwd>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint {

/// Whether each endpoint lists the clients that could connect.
enum class Clients : bool { left_out, shown };

/// The effective model as JSON (spec.md 5).
/// `observed`: the same endpoints as they were seen, each by the id of the configured one; nothing
/// where nobody looked.
struct ObservedView {
    std::string_view id;
    View view;
};
void print_model_json(std::span<const View> views,
                      const std::optional<std::vector<ObservedView>>& observed, Clients clients,
                      std::ostream& out);

}  // namespace tlslint
