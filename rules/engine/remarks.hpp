// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "rules/engine/once.hpp"

#include <set>

namespace tlslint {

/// Calls `visit(remark)` for each remark of the kind, once a place.
template <class Visit>
void for_each_remark(const Model& model, Remark::Kind kind, const Visit& visit) {
    std::set<Place> seen;
    for (const Remark& remark : model.remarks) {
        if (remark.kind == kind && seen.insert(begin_of(remark.at)).second) visit(remark);
    }
}

}  // namespace tlslint
