// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/diagnose.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

struct UpstreamTarget;

/// What was diagnosed, and of whom.
struct DiagnosisPage {
    const live::Target& target;
    std::string_view client;  // "modern"
    const live::Diagnosed& diagnosed;
    const UpstreamTarget* upstream = nullptr;  // that is the target, if it is one
};

/// live.md 3.
std::string json_diagnosis(const DiagnosisPage& page);
std::string terminal_diagnosis(const DiagnosisPage& page, bool colour, unsigned width);

/// The sentences of a remedy.
std::vector<std::string_view> sentences(std::string_view text);

}  // namespace tlslint
