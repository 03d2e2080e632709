// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/report/report.hpp"
#include "parsers/model/model.hpp"
#include "rules/engine/run.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace tlslint {

class Baseline;
class Selection;
namespace config {
struct Project;
}

/// One configuration and what the rules say about it. The judgement points into the model; the
/// policy must outlive it.
struct Judged {
    std::unique_ptr<Model> model;
    Judgement judgement;
    const Policy* policy = nullptr;  // that it was judged by
    const config::Project* project = nullptr;
    const Selection* selection = nullptr;  // of its rules
    /// Files and directories, absolute: what concerns none of them is left out. All is told where
    /// there are none.
    std::vector<std::string> asked{};
};

/// Which findings are hidden, and what becomes of those.
struct Hiding {
    bool comments = true;          // `# tlslint: ignore=RULE` hides
    bool project = true;           // what the project file ignores is hidden
    bool require_reason = false;   // comments hide nothing without a reason
    Baseline* baseline = nullptr;  // what it holds is hidden, and marked there as met
    std::chrono::sys_seconds now{};
    bool shown = false;                 // hidden findings are shown, and say why they would not be
    std::vector<std::string> wanted{};  // rules that no project ignores: the user named them
};

/// As reports have it.
report::Severity severity_of(Severity severity);
report::RuleInfo info_of(const Rule& rule);

/// As people know it: "shop.example (443)", "192.0.2.1:443".
std::string name_in_words(const Endpoint& endpoint);

/// What a model was read as.
report::Assumption assumption_of(const Model& model, std::string_view policy);

/// Makes plain data of it: after this line nobody needs sources or servers. Findings that several
/// configurations share (a snippet that two of them include) become one. Sorted by file, line,
/// column and rule; without those that are hidden. Where the user chose a policy, it says of each
/// endpoint whether it complies. The findings move over.
report::Document resolve(std::vector<Judged>& judged, const Hiding& hiding);

}  // namespace tlslint
