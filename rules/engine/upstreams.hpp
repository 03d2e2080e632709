// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "rules/engine/report.hpp"

namespace tlslint {

/// Calls `visit(upstream)` for each connection to an upstream that is certain to speak TLS.
template <class Visit>
void for_each_upstream(const Model& model, const Visit& visit) {
    for (const Upstream& upstream : model.upstreams) {
        if (!upstream.scheme_varies) visit(upstream);
    }
}

/// The finding concerns all whose requests go there.
inline void touch_all(Report::Entry finding, const Upstream& upstream) {
    for (const Endpoint* endpoint : upstream.of) finding.touches(*endpoint);
}

}  // namespace tlslint
