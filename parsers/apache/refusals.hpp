// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/configuration.hpp"

namespace tlslint::apache {

/// What httpd's second phase refuses of single statements, as problems of their files: places, numbers
/// of arguments, values; in its words.
void refuse_statements(Model& model, const Configuration& configuration);

}  // namespace tlslint::apache
