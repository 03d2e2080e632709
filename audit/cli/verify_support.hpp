// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/observed.hpp"
#include "audit/report/report.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace tlslint {

/// A target, what was seen of it, and what the rules say.
struct VerifiedTarget {
    live::Target target;
    live::Observed observed;
    report::Document judged;
    std::string upstream{}, configured_at{};  // of a connection that a configuration makes
};

/// live.md 2.
std::string json_verification(const std::vector<VerifiedTarget>& targets,
                              std::chrono::sys_seconds now);
/// What was seen, for people; the findings are the reporters' business.
std::string terminal_verification(const VerifiedTarget& verified, bool colour, unsigned width);

/// One document with the findings of all.
report::Document document_of(const std::vector<VerifiedTarget>& targets);

}  // namespace tlslint
