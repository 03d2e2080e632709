// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/files.hpp"
#include "parsers/apache/vhosts.hpp"
#include "parsers/model/offers.hpp"

namespace tlslint::apache {

/// Adds the endpoints of every server: one for each address that it answers on.
void add_endpoints(Model& model, NamedFiles& files, Offers& offers, const Vhosts& vhosts);

}  // namespace tlslint::apache
