// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/overruled.hpp"

#include "rules/engine/once.hpp"
#include "rules/engine/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace tlslint {
namespace {

// The words of a value, whatever their order.
std::multiset<std::string> words_of(std::string_view value) {
    std::multiset<std::string> words;
    while (!value.empty()) {
        const std::size_t end = std::min(value.find(' '), value.size());
        if (end > 0) words.emplace(value.substr(0, end));
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return words;
}

std::multiset<std::string> words_of(const Origin& origin, const Model& model) {
    std::multiset<std::string> words;
    for (const Span word : origin.words) words.emplace(model.sources.text(word));
    return words;
}

}  // namespace

void report_overruled(
    const Model& model, Report& report,
    const std::function<void(const Endpoint& endpoint, const VisitSetting& visit)>& for_each) {
    std::set<Place> in_force;
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        for_each(endpoint, [&](const Origin& origin, std::string_view) {
            for (const Span at : origin.trail) in_force.insert(begin_of(at));
        });
    }
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        for_each(endpoint, [&](const Origin& origin, std::string_view otherwise) {
            if (!origin.is_known()) return;
            const auto winner = origin.is_written() ? words_of(origin, model) : words_of(otherwise);
            for (const Overruled& lost : origin.overruled) {
                if (lost.by_command || words_of(lost.value) == winner
                    || in_force.contains(begin_of(lost.at)))
                    continue;
                auto finding = report.at(lost.at, fmt::format("has no effect {}", lost.why));
                if (!(lost.by == Span{}))
                    finding.related(lost.by, origin.is_written() ? "this one holds"
                                                                 : "the server that decides");
                finding.touches(endpoint);
            }
        });
    }
}

}  // namespace tlslint
