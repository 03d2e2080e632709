// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/nginx/redirects.hpp"
#include "parsers/nginx/scope.hpp"

#include <vector>

namespace tlslint::nginx {

/// The Strict-Transport-Security header of answers given in a block.
Setting<Hsts> hsts_of(Model& model, const Scope& scope);

/// The locations below a server, and those `if` blocks in them that set headers of their own: each
/// such block drops what the block around it would send, unless add_header_inherit merges. `hsts`
/// is the server's own.
std::vector<Path> paths_of(Model& model, const Scope& server, const Setting<Hsts>& hsts,
                           const Asked& asked);

}  // namespace tlslint::nginx
