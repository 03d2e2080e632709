// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/refusals.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/model/endpoint.hpp"

namespace tlslint::apache {

/// What an endpoint of mod_gnutls speaks, where GnuTLSPriorities says so: versions, suites that the
/// certificates can serve, groups. Everything else about it stays unknown. A string that GnuTLS
/// refuses becomes a problem in mod_gnutls's words. Source: mgs_set_priorities (gnutls_config.c).
void add_priorities(Model& model, const Scope& scope, openssl::Keys keys, Problems& problems,
                    Endpoint& endpoint);

}  // namespace tlslint::apache
