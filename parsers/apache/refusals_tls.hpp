// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/files.hpp"
#include "parsers/apache/refusals.hpp"
#include "parsers/apache/tls_context.hpp"

#include <string_view>

namespace tlslint::apache {

/// What mod_ssl refuses when it sets up a server for TLS at start, and `apache2 -t` does not see:
/// cipher strings, groups, certificates and keys (section 6.4 of the reference). `name`: the
/// server's.
void refuse_setup(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                  const TlsContext& context, std::string_view name, Problems& problems);

}  // namespace tlslint::apache
