// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/rule.hpp"

#include <functional>
#include <string_view>

namespace tlslint {

/// Takes the origin of one setting of an endpoint, and what holds where nobody writes it.
using VisitSetting = std::function<void(const Origin& origin, std::string_view otherwise)>;

/// Reports statements that another server of the address leaves without effect wherever they stand,
/// and that differ from what holds there. `for_each` visits the settings in question.
void report_overruled(
    const Model& model, Report& report,
    const std::function<void(const Endpoint& endpoint, const VisitSetting& visit)>& for_each);

}  // namespace tlslint
