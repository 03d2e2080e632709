// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tlslint::live {

/// "0.0.0.0" or "::".
[[nodiscard]] bool is_every_address(std::string_view address);
/// A loopback address, or one of this host's interfaces; false for what is no address.
[[nodiscard]] bool is_own_address(std::string_view address);

}  // namespace tlslint::live
