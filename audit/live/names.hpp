// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/answer.hpp"
#include "parsers/openssl/versions.hpp"

#include <cstdint>
#include <string>

namespace tlslint::live {

/// "TLSv1.2", or "0x7F1C".
[[nodiscard]] std::string version_name(std::uint16_t version);
/// OpenSSL's name, else IANA's, else "0xNNNN".
[[nodiscard]] std::string suite_name(std::uint16_t suite);
[[nodiscard]] std::string group_name(std::uint16_t group);
/// "alert 40 (handshake_failure)"
[[nodiscard]] std::string alert_name(const Alert& alert);

}  // namespace tlslint::live
