// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/files.hpp"
#include "parsers/apache/vhosts.hpp"
#include "parsers/model/offers.hpp"

#include <span>

namespace tlslint::apache {

/// Adds the connections that a server opens itself for what ProxyPass and its kin pass on; `of`:
/// its endpoints.
void add_upstreams(Model& model, NamedFiles& files, Offers& offers, const Vhosts& vhosts,
                   const Vhost& vhost, std::span<const Endpoint* const> of);

}  // namespace tlslint::apache
