// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/config/project.hpp"
#include "audit/report/report.hpp"
#include "parsers/text/result.hpp"
#include "rules/engine/run.hpp"

namespace tlslint {

/// What the project says first (null without one), then --select, --ignore, --severity.
Result<Selection> selection_of(const Options& options, const config::Project* project);

/// Whether there is a finding that --fail-on is about.
bool reaches(const report::Summary& summary, std::string_view fail_on);

}  // namespace tlslint
