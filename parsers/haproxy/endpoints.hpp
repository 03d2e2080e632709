// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/files.hpp"
#include "parsers/haproxy/globals.hpp"
#include "parsers/haproxy/http_rules.hpp"
#include "parsers/haproxy/proxy.hpp"
#include "parsers/model/offers.hpp"

namespace tlslint::haproxy {

/// Adds the endpoints of a proxy's bind lines: one an address, and one a list's line with words of
/// its own.
void add_endpoints(Model& model, NamedFiles& files, Offers& offers, const Globals& globals,
                   const HttpRules& rules, Proxy& proxy);

}  // namespace tlslint::haproxy
