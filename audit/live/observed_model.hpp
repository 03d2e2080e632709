// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/observed.hpp"
#include "audit/report/report.hpp"
#include "parsers/model/model.hpp"
#include "rules/engine/run.hpp"
#include "rules/policy/policy.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace tlslint::live {

/// What was observed as a model with one endpoint, all of whose settings are `observed`, or
/// `unknown` where nobody looked.
[[nodiscard]] std::unique_ptr<Model> model_of(const Target& target, const Observed& observed,
                                              const x509::Trust& trust,
                                              std::chrono::sys_seconds now);

/// What the rules say of such a model, those of `live/` included: one finding per rule (live.md 2).
/// Whose place it has is for the caller to say; they point nowhere.
[[nodiscard]] Judgement judge(const Model& model, const Target& target, const Observed& observed,
                              const Policy& policy, const Selection& selection);

/// What the rules say of a target, those of `live/` included: with target and address in place of
/// files and lines.
[[nodiscard]] report::Document judge(const Target& target, const Observed& observed,
                                     const x509::Trust& trust, std::chrono::sys_seconds now,
                                     const Policy& policy, const Selection& selection);

}  // namespace tlslint::live
