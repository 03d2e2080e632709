// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/observed.hpp"

#include <string>

namespace tlslint::live {

/// In what the addresses of one name differ: "versions: 192.0.2.1:443 TLSv1.2 TLSv1.3,
/// 192.0.2.2:443 TLSv1.2"; "" if in nothing that was looked at everywhere.
[[nodiscard]] std::string inconsistencies(const Observed& observed);

}  // namespace tlslint::live
