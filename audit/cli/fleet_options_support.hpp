// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "parsers/text/result.hpp"

#include <string>
#include <string_view>

namespace tlslint {

/// What decides how the configurations of a host are judged, as text: equal for options that mean
/// the same.
std::string judging_options(const Options& options);

/// All that workers on other machines have to know of `fleet run`'s options, and back.
std::string working_options(const Options& options);
Result<Options> with_working_options(Options options, std::string_view text);

}  // namespace tlslint
