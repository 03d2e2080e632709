// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/files.hpp"
#include "parsers/apache/refusals.hpp"
#include "parsers/apache/vhosts.hpp"
#include "parsers/model/offers.hpp"

namespace tlslint::apache {

/// Adds the endpoints of every server, one for each address that it answers on, and what mod_ssl
/// would refuse when it sets them up.
void add_endpoints(Model& model, NamedFiles& files, Offers& offers, const Vhosts& vhosts,
                   Problems& problems);

}  // namespace tlslint::apache
