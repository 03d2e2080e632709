// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace tlslint {

/// "2026-11-23T15:00:00Z"
[[nodiscard]] std::string rfc3339(std::chrono::sys_seconds time);

}  // namespace tlslint
