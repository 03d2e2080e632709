// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/nginx/redirects.hpp"
#include "parsers/nginx/scope.hpp"

#include <vector>

namespace tlslint::nginx {

/// Who answers requests to a server or location that none of its locations takes.
Answerer answerer_of(Model& model, const Scope& block, const Asked& asked);

/// Whether a location is not for everybody: `internal`, `deny`, `allow`.
bool is_restricted(const Scope& block);

/// Every statement in a server that sends requests elsewhere, whatever its conditions.
std::vector<Move> moves_of(Model& model, const Scope& server);

/// What a block's words show of the world around the server.
struct Hints {
    ClientChecks checks;
    /// The client's address or protocol is taken from what stands in front of the server.
    bool behind_proxy = false;
};
/// Of a server with its locations; of the block around the servers without them.
Hints hints_of(const Model& model, const Scope& block);

}  // namespace tlslint::nginx
