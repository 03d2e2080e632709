// SPDX-License-Identifier: Apache-2.0
#include "audit/rfc3339.hpp"

#include <fmt/chrono.h>

namespace tlslint {

std::string rfc3339(std::chrono::sys_seconds time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace tlslint
