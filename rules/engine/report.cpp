// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/report.hpp"

#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <cassert>

namespace tlslint {

Report::Entry Report::at(Span place, std::string message) {
    Finding finding;
    finding.rule = rule_;
    finding.message = std::move(message);
    finding.at = place;
    if (endpoint_) finding.endpoints.push_back(endpoint_);
    findings.push_back(std::move(finding));
    return Entry(findings.back());
}

Report::Entry Report::at(const Origin& origin, std::string message) {
    assert((endpoint_ || !origin.trail.empty())
           && "a value without a place, judged outside of an endpoint");
    Entry entry =
        at(origin.trail.empty() ? endpoint_->at : origin.trail.front(), std::move(message));
    findings.back().origin = origin;
    return entry;
}

Report::Entry Report::at(const Origin& origin, Span otherwise, std::string message) {
    Entry entry = at(origin.trail.empty() ? otherwise : origin.trail.front(), std::move(message));
    findings.back().origin = origin;
    return entry;
}

Span Report::statement_around(Span word, const Finding& finding) {
    for (const Span statement : finding.origin.trail) {
        if (statement.file == word.file && statement.begin <= word.begin
            && word.end <= statement.end)
            return statement;
    }
    return finding.at;
}

bool Report::same_line(Span range) const {
    return model.sources.text(range).find('\n') == std::string_view::npos;
}

std::string_view Report::unquoted(Span word) const {
    return tlslint::unquoted(model.sources.text(word));
}

void Report::undecided(const Origin& origin) {
    undecided(!origin.trail.empty() ? origin.trail.front()
              : endpoint_           ? endpoint_->at
                                    : Span{},
              origin.authority);
}

void Report::undecided(Span place, std::string_view why) {
    Undecided question;
    question.rule = rule_;
    question.why = why;
    if (endpoint_) question.endpoints.push_back(endpoint_);
    question.at = place;
    undecided_questions.push_back(std::move(question));
}

}  // namespace tlslint
