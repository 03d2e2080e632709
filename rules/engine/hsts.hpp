// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"

namespace tlslint {

/// Calls `visit(hsts)` for each header that browsers get from the endpoint over TLS and can read.
template <class Visit>
void for_each_hsts(const Endpoint& endpoint, const Visit& visit) {
    if (!endpoint.serves_tls()) return;
    const auto offer = [&](const Setting<Hsts>& hsts) {
        if (hsts.origin.is_known() && hsts.value.sent && hsts.value.well_formed) visit(hsts);
    };
    offer(endpoint.hsts);
    for (const Path& path : endpoint.paths) offer(path.hsts);
}

}  // namespace tlslint
