// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Command lines that diagnoses advise.
namespace tlslint::explain {

inline constexpr std::string_view diagnose = "tlslint diagnose HOST";
inline constexpr std::string_view verify = "tlslint verify HOST";
inline constexpr std::string_view check_live = "tlslint check --live";
inline constexpr std::string_view show = "tlslint show";
inline constexpr std::string_view upstreams = "tlslint diagnose --upstream-of CONFIG";

}  // namespace tlslint::explain
