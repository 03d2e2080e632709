// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <cstdint>
#include <string_view>

namespace tlslint {

/// "nginx:0.0.0.0:443/example.com", with "#2" for a second one (spec.md 5). `name`: "" for none.
std::string_view endpoint_id(Model& model, const Listen& listen, std::string_view name);

/// "nginx:upstream/app.internal:443"; 0: no port.
std::string_view upstream_id(Model& model, std::string_view host, std::uint16_t port);

}  // namespace tlslint
