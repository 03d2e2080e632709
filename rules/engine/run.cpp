// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/run.hpp"

#include "parsers/model/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace tlslint {
namespace {

bool applies_to(const Rule& rule, const Server& server) {
    return std::find(rule.servers.begin(), rule.servers.end(), server.name) != rule.servers.end();
}

void run(const Rule& rule, const Model& model, Report& report) {
    if (rule.check_model) rule.check_model(model, report);
    if (rule.check_endpoint) {
        for (const Endpoint& endpoint : model.endpoints) {
            report.judge(&endpoint);
            rule.check_endpoint(endpoint, report);
        }
    }
    if (rule.check_tree) {
        for (const SyntaxTree& tree : model.trees) {
            for_each_directive(tree.directives(),
                               [&](Directive directive) { rule.check_tree(directive, report); });
        }
    }
}

auto place_of(const Finding& finding) {
    return std::tuple(finding.at.file, finding.at.begin, finding.at.end);
}

// One cause, one finding: the same words at the same place touch all their endpoints together.
std::vector<Finding> merged(std::vector<Finding> findings) {
    std::map<std::tuple<FileId, std::uint32_t, std::uint32_t, std::string_view>, std::size_t> seen;
    std::vector<Finding> result;
    result.reserve(findings.size());  // the keys view its strings
    for (Finding& finding : findings) {
        const auto key =
            std::tuple_cat(place_of(finding), std::tuple<std::string_view>(finding.message));
        if (const auto found = seen.find(key); found != seen.end()) {
            auto& endpoints = result[found->second].endpoints;
            for (const Endpoint* endpoint : finding.endpoints) {
                if (endpoints.empty() || endpoints.back() != endpoint)
                    endpoints.push_back(endpoint);
            }
            continue;
        }
        result.push_back(std::move(finding));
        seen.emplace(std::tuple_cat(place_of(result.back()),
                                    std::tuple<std::string_view>(result.back().message)),
                     result.size() - 1);
    }
    return result;
}

}  // namespace

std::optional<Severity> severity_named(std::string_view text) {
    for (const Severity severity : {Severity::info, Severity::warning, Severity::error}) {
        if (name(severity) == text) return severity;
    }
    return std::nullopt;
}

bool names_rule(std::string_view pattern, std::string_view rule) {
    if (pattern == "*" || pattern == rule) return true;
    if (pattern.ends_with("/*")) pattern.remove_suffix(2);
    return rule.substr(0, rule.find('/')) == pattern;
}

std::string complaint_about_pattern(std::string_view pattern) {
    const auto all = rules::all();
    const auto named = [&](const Rule* rule) { return names_rule(pattern, rule->name); };
    if (std::any_of(all.begin(), all.end(), named)) return "";
    if (const Rule* const like = rules::nearest(pattern))
        return fmt::format("no rule is named \"{}\"; did you mean {}?", pattern, like->name);
    return fmt::format("no rule is named \"{}\"; `tlslint rules` lists them", pattern);
}

Selection::Selection() {
    for (const Rule* rule : rules::all()) choices_.push_back({rule, rule->severity});
}

template <class Change>
Result<std::size_t> Selection::for_each_match(std::string_view pattern, const Change& change) {
    if (std::string complaint = complaint_about_pattern(pattern); !complaint.empty())
        return Error{std::move(complaint)};
    std::size_t matched = 0;
    for (Choice& choice : choices_) {
        if (!names_rule(pattern, choice.rule->name)) continue;
        change(choice);
        ++matched;
    }
    return matched;
}

Result<std::size_t> Selection::select(std::string_view pattern) {
    if (!std::exchange(narrowed_, true)) {
        for (Choice& choice : choices_) choice.runs = false;
    }
    return for_each_match(pattern, [](Choice& choice) { choice.runs = true; });
}

Result<std::size_t> Selection::ignore(std::string_view pattern) {
    return for_each_match(pattern, [](Choice& choice) { choice.runs = false; });
}

Result<std::size_t> Selection::severity(std::string_view pattern, Severity severity) {
    return for_each_match(pattern, [=](Choice& choice) { choice.severity = severity; });
}

Judgement judge(const Model& model, const Policy& policy, const Selection& selection) {
    Judgement judgement;
    judgement.ignores = read_ignores(model);
    for (const Selection::Choice& choice : selection.choices()) {
        if (!choice.runs || !applies_to(*choice.rule, *model.server)) continue;
        judgement.ran.push_back(choice);
        Report report(model, policy, *choice.rule);
        run(*choice.rule, model, report);
        for (Finding& finding : merged(std::move(report.findings))) {
            finding.severity = std::max(
                std::min(choice.severity, finding.at_most.value_or(choice.severity)),
                choice.severity == choice.rule->severity ? finding.at_least.value_or(Severity::info)
                                                         : Severity::info);
            judgement.findings.push_back(std::move(finding));
        }
        std::move(report.undecided_questions.begin(), report.undecided_questions.end(),
                  std::back_inserter(judgement.undecided));
    }
    std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
                     [](const Finding& a, const Finding& b) {
                         return std::tuple_cat(place_of(a), std::tuple(a.rule->name))
                                < std::tuple_cat(place_of(b), std::tuple(b.rule->name));
                     });
    return judgement;
}

}  // namespace tlslint
