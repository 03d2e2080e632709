// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/live_look_support.hpp"

#include "audit/live/observed_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace tlslint {
namespace {

using drift::Visit;
using live::Depth, live::Observed;

// Those who found nothing here look where the name leads to, if it does.
void look_elsewhere(std::vector<Look>& looks, const Options& options, const LiveInputs& inputs,
                    Io& io) {
    std::vector<std::size_t> again;
    std::vector<live::Inquiry> inquiries;
    for (std::size_t i = 0; i < looks.size(); ++i) {
        const Visit& visit = looks[i].visit;
        if (!visit.elsewhere || looks[i].observed.reachable) continue;
        again.push_back(i);
        inquiries.push_back({*visit.elsewhere, visit.inquiry.depth});
    }
    if (again.empty()) return;
    std::vector<Observed> observed = explore(inquiries, options, inputs, io);
    for (std::size_t i = 0; i < again.size(); ++i) {
        if (observed[i].addresses.empty()) continue;  // the name leads nowhere
        Look& look = looks[again[i]];
        look.visit.inquiry.target = std::move(inquiries[i].target);
        look.visit.is_here = false;
        look.observed = std::move(observed[i]);
    }
}

// One configuration's share of the findings.
class Adder {
  public:
    Adder(const Subject& subject, Judged& judged)
        : subject_(subject), judged_(judged), before_(judged.judgement.findings.size()) {
        for (const Selection::Choice& choice : judged.selection->choices()) {
            if (choice.runs && choice.rule->name.starts_with("live/"))
                judged.judgement.ran.push_back(choice);
        }
    }

    void add(const Look& look) {
        const Visit& visit = look.visit;
        if (visit.by_name && look.observed.addresses.empty()) {
            add_unvisited(*visit.endpoint, fmt::format("{} is no address of this host, and {}",
                                                       visit.endpoint->listen.address,
                                                       look.observed.failure_in_words));
            return;
        }
        const Facts& facts = subject_.model->facts;
        const drift::Sides sides{.model = *subject_.model,
                                 .visit = visit,
                                 .observed = look.model->endpoints.front(),
                                 .facts = look.observed,
                                 .defaults_are_assumed =
                                     facts.server_source == "default"
                                     || facts.openssl_source == "default"
                                     || (subject_.taken_from_host && !visit.is_here)};
        drift::Comparison compared = drift::compare(sides);
        const bool is_another =
            std::any_of(compared.differences.begin(), compared.differences.end(),
                        [](const auto& each) { return each.rule == "live/drift-name"; });
        for (drift::Difference& difference : compared.differences) add(look, difference);
        for (const drift::Doubt& doubt : compared.doubts)
            add_doubt(doubt.rule, *visit.endpoint, place_of(*doubt.origin, *visit.endpoint),
                      doubt.why);
        if (!is_another) add_judgement(look);
    }

    void add(const drift::Skipped& skipped) {
        add_doubt("live/unreachable", *skipped.endpoint, skipped.endpoint->at, skipped.why);
    }

  private:
    static Span place_of(const Origin& origin, const Endpoint& endpoint) {
        return origin.trail.empty() ? endpoint.at : origin.trail.front();
    }

    [[nodiscard]] const Selection::Choice* choice_of(std::string_view rule) const {
        for (const Selection::Choice& choice : judged_.selection->choices()) {
            if (choice.rule->name == rule && choice.runs) return &choice;
        }
        return nullptr;
    }

    void add(const Look& look, drift::Difference& difference) {
        const Selection::Choice* const choice = choice_of(difference.rule);
        if (!choice) return;
        Finding& finding = judged_.judgement.findings.emplace_back();
        finding.rule = choice->rule;
        finding.severity = choice->severity;
        finding.at = place_of(difference.origin, *look.visit.endpoint);
        finding.endpoints.push_back(look.visit.endpoint);
        finding.origin = difference.origin;
        finding.message = std::move(difference.message);
        finding.configured = std::move(difference.configured);
        finding.observed = std::move(difference.observed);
        finding.target = look.visit.inquiry.target.text;
        finding.address = look.observed.address;
    }

    void add_doubt(std::string_view rule, const Endpoint& endpoint, Span at, std::string why) {
        const Selection::Choice* const choice = choice_of(rule);
        if (!choice) return;
        judged_.judgement.undecided.push_back({choice->rule, {&endpoint}, std::move(why), at});
    }

    // An endpoint that may be fine, and is somewhere else.
    void add_unvisited(const Endpoint& endpoint, std::string why) {
        const Selection::Choice* const choice = choice_of("live/unreachable");
        if (!choice || !told_.insert(&endpoint).second) return;
        Finding& finding = judged_.judgement.findings.emplace_back();
        finding.rule = choice->rule;
        finding.severity = Severity::info;
        finding.message = "not looked at: " + why;
        finding.at = endpoint.at;
        finding.endpoints.push_back(&endpoint);
        finding.remedy = "Say with --connect NAME=ADDR:PORT where it is.";
    }

    // What the rules say of it as it was seen, and have not said of its configuration already.
    void add_judgement(const Look& look) {
        const Visit& visit = look.visit;
        const bool is_partial =
            visit.inquiry.depth == Depth::name || visit.inquiry.depth == Depth::clear;
        if (is_partial && (look.observed.tls || visit.inquiry.depth == Depth::clear)) return;
        if (!look.observed.tls && !failed_.insert(visit.endpoint).second) return;
        Judgement seen = live::judge(*look.model, visit.inquiry.target, look.observed,
                                     *judged_.policy, *judged_.selection);
        for (Finding& finding : seen.findings) {
            if (was_said(*finding.rule, *visit.endpoint)) continue;
            finding.at = visit.endpoint->at;
            finding.endpoints = {visit.endpoint};
            finding.origin = {};
            judged_.judgement.findings.push_back(std::move(finding));
        }
    }

    [[nodiscard]] bool was_said(const Rule& rule, const Endpoint& endpoint) const {
        const auto& findings = judged_.judgement.findings;
        return std::any_of(
            findings.begin(), findings.begin() + static_cast<std::ptrdiff_t>(before_),
            [&](const Finding& each) {
                return each.rule == &rule
                       && std::find(each.endpoints.begin(), each.endpoints.end(), &endpoint)
                              != each.endpoints.end();
            });
    }

    const Subject& subject_;
    Judged& judged_;
    std::size_t before_;  // findings of the configuration alone
    std::set<const Endpoint*> told_, failed_;
};

}  // namespace

Result<Looks> look_at(const std::vector<Subject>& subjects, const Options& options,
                      const LiveInputs& inputs, Io& io) {
    auto mappings = drift::parse_mappings(options.connects);
    if (!mappings) return Error{mappings.error()};
    const Depth depth = options.depth == "full" ? Depth::full : Depth::listed;
    Looks looks;
    std::vector<live::Inquiry> inquiries;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        drift::Plan plan = drift::plan(*subjects[i].model, depth, *mappings);
        for (Visit& visit : plan.visits) {
            inquiries.push_back(visit.inquiry);
            looks.all.push_back({i, std::move(visit), {}, nullptr});
        }
        looks.skipped.push_back(std::move(plan.skipped));
    }
    for (const drift::Mapping& mapping : *mappings) {
        if (!mapping.is_used)
            return Error{fmt::format("--connect {}: no endpoint has that name", mapping.name)};
    }
    std::vector<Observed> observed = explore(inquiries, options, inputs, io);
    for (std::size_t i = 0; i < observed.size(); ++i)
        looks.all[i].observed = std::move(observed[i]);
    look_elsewhere(looks.all, options, inputs, io);
    for (Look& look : looks.all)
        look.model =
            live::model_of(look.visit.inquiry.target, look.observed, *inputs.trust, inputs.now);
    return looks;
}

void add_looks(const Looks& looks, const std::vector<Subject>& subjects,
               std::vector<Judged>& judged) {
    std::vector<Adder> adders;
    for (std::size_t i = 0; i < judged.size(); ++i) {
        Adder& adder = adders.emplace_back(subjects[i], judged[i]);
        for (const drift::Skipped& skipped : looks.skipped[i]) adder.add(skipped);
    }
    for (const Look& look : looks.all) adders[look.subject].add(look);
}

}  // namespace tlslint
