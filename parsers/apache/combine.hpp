// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/tls_context.hpp"

namespace tlslint::apache {

/// What a client gets that asks for one server of an address, by what that server and the first one
/// of the address tell OpenSSL. `own` has no context of its own where its SSLEngine is off.
void combine(Model& model, Offers& offers, NamedFiles& files, const TlsContext* own,
             const TlsContext& standard, Endpoint& endpoint);

}  // namespace tlslint::apache
