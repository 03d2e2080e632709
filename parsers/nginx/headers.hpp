// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/nginx/redirects.hpp"
#include "parsers/nginx/scope.hpp"

#include <cstdint>
#include <vector>

namespace tlslint::nginx {

/// The Strict-Transport-Security header of answers of that status given in a block; 0: of usual
/// ones, with which no header needs `always`.
Setting<Hsts> hsts_of(Model& model, const Scope& scope, std::uint16_t status = 0);

/// The locations below a server, and those `if` blocks in them that set headers of their own: each
/// such block drops what the block around it would send, unless add_header_inherit merges. `hsts`
/// is the server's own.
std::vector<Path> paths_of(Model& model, const Scope& server, const Setting<Hsts>& hsts,
                           const Asked& asked);

}  // namespace tlslint::nginx
