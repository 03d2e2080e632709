// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/versions.hpp"

#include <string_view>

namespace tlslint {

/// What is acceptable: rules take their lists and thresholds from here, never from their own code.
struct Policy {
    std::string_view name;          // "mozilla-intermediate@6.0"
    openssl::ProtocolSet versions;  // that may be offered
};

namespace policies {
/// The newest mozilla-intermediate: Mozilla Server Side TLS guidelines 6.0, 2026-04-06.
const Policy& standard();
}  // namespace policies

}  // namespace tlslint
