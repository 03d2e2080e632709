// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <cstdint>
#include <set>
#include <utility>

namespace tlslint {

/// Calls `visit(remark)` for each remark of the kind, once a place.
template <class Visit>
void for_each_remark(const Model& model, Remark::Kind kind, const Visit& visit) {
    std::set<std::pair<FileId, std::uint32_t>> seen;
    for (const Remark& remark : model.remarks) {
        if (remark.kind == kind && seen.emplace(remark.at.file, remark.at.begin).second)
            visit(remark);
    }
}

}  // namespace tlslint
