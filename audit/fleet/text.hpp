// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/facts.hpp"

#include <string>

namespace tlslint::fleet {

/// Makes all text valid UTF-8 without NUL, which is what databases and JSON take; what is not
/// becomes U+FFFD.
void clean(std::string& text);
void clean(Audit& audit);

}  // namespace tlslint::fleet
