// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/files.hpp"
#include "parsers/haproxy/http_rules.hpp"
#include "parsers/haproxy/proxy.hpp"
#include "parsers/model/offers.hpp"

#include <deque>

namespace tlslint::haproxy {

/// Adds the connections that server lines stand for. `verify`: ssl-server-verify, which counts
/// wherever it stands.
void add_upstreams(Model& model, NamedFiles& files, Offers& offers, const HttpRules& rules,
                   const Said& verify, const std::deque<Proxy>& proxies);

}  // namespace tlslint::haproxy
