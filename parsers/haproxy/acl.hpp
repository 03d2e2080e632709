// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"

#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

/// The named conditions of a proxy.
using Acls = std::map<std::string_view, std::vector<std::vector<std::string_view>>>;

/// Whether a condition ("if !{ ssl_fc } or x") holds for what reaches a listener, as far as that
/// decides it: `unknown` for everything that looks at the request. No words: yes.
Truth holds(std::span<const std::string_view> condition, const Acls& acls, const Listen& listen);

Truth both(Truth a, Truth b);
Truth either(Truth a, Truth b);
Truth negated(Truth truth);

}  // namespace tlslint::haproxy
