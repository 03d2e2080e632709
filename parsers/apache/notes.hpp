// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/vhosts.hpp"

namespace tlslint::apache {

/// Remarks about what no endpoint shows: statements given twice or for nothing, names and sessions
/// that servers of an address share. Comes behind the endpoints.
void add_notes(Model& model, const Configuration& configuration, const Vhosts& vhosts);

}  // namespace tlslint::apache
