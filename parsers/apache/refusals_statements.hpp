// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/configuration.hpp"
#include "parsers/apache/refusals.hpp"

namespace tlslint::apache {

/// What httpd refuses of a statement before its module looks at it, in its words: names that no
/// module has, places where it may not stand, the number of its arguments.
void refuse_statements(const Model& model, const Configuration& configuration, Problems& problems);

}  // namespace tlslint::apache
