// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tlslint {

/// Set by CMake from project(VERSION).
inline constexpr std::string_view version = TLSLINT_VERSION;

}  // namespace tlslint
