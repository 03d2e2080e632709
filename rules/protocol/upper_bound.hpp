// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/server.hpp"

#include <span>

namespace tlslint::rules::protocol {

/// Who says which version is the newest, where bounds have statements of their own (HAProxy): the
/// last one of the trail.
inline Origin upper_bound(const Origin& versions, const Model& model) {
    Origin upper = versions;
    if (model.server->name == "haproxy" && upper.trail.size() > 1)
        upper.trail = std::span(upper.trail).last(1);
    return upper;
}

}  // namespace tlslint::rules::protocol
