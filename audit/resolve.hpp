// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"
#include "parsers/model/model.hpp"
#include "rules/engine/run.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tlslint {

/// One configuration and what the rules say about it. The judgement points into the model; the
/// policy must outlive it.
struct Judged {
    std::unique_ptr<Model> model;
    Judgement judgement;
    const Policy* policy = nullptr;  // that it was judged by
};

/// Which findings are hidden, and what becomes of those.
struct Hiding {
    bool comments = true;         // `# tlslint: ignore=RULE` hides
    bool require_reason = false;  // but not without a reason
    bool shown = false;           // hidden findings are shown, and say why they would not be
};

/// What a model was read as.
report::Assumption assumption_of(const Model& model, std::string_view policy);

/// Makes plain data of it: after this line nobody needs sources or servers. Findings that several
/// configurations share (a snippet that two of them include) become one. Sorted by file, line,
/// column and rule; without those that are hidden. Where the user chose a policy, it says of each endpoint whether it complies.
report::Document resolve(const std::vector<Judged>& judged, const Hiding& hiding);

}  // namespace tlslint
