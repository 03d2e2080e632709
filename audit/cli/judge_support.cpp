// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/judge_support.hpp"

#include "rules/engine/run.hpp"

#include <utility>

namespace tlslint {

Judged judge(Input& input, Facts facts, const Policy& policy, const Selection& selection) {
    Judged judged;
    judged.model = load(input, std::move(facts));
    judged.judgement = judge(*judged.model, policy, selection);
    judged.policy = &policy;
    judged.project = input.project;
    judged.selection = &selection;
    return judged;
}

Hiding hiding_of(const Options& options, const std::vector<Judged>& judged) {
    return {.comments = !options.no_ignore,
            .project = !options.no_ignore,
            .require_reason = options.require_reason,
            .now = judged.empty() ? std::chrono::sys_seconds() : judged.front().model->facts.now,
            .shown = options.show_suppressed,
            .wanted = options.select};
}

}  // namespace tlslint
