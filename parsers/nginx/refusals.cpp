// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/refusals.hpp"

#include <algorithm>

namespace tlslint::nginx {

void Refusals::add(Problem::Kind kind, Span at, std::string message) {
    if (!known_.emplace(at.file, at.begin, message).second) return;
    const auto file = static_cast<std::size_t>(at.file);
    if (found_.size() <= file) found_.resize(file + 1);
    found_[file].push_back({kind, at, std::move(message)});
}

void Refusals::publish() {
    for (std::size_t file = 0; file < found_.size(); ++file) {
        std::vector<Problem>& found = found_[file];
        SyntaxTree& tree = model_.trees[file];
        const std::vector<Problem>& known = tree.problems();
        // The look at single files has told some of it already.
        std::erase_if(found, [&](const Problem& problem) {
            const auto at = std::lower_bound(
                known.begin(), known.end(), problem.at.begin,
                [](const Problem& p, std::uint32_t begin) { return p.at.begin < begin; });
            return at != known.end() && at->at.begin == problem.at.begin
                   && at->message == problem.message;
        });
        tree.add_problems(std::move(found));
    }
    found_.clear();
    places_.assign(model_.trees.size(), {});
    for (std::size_t file = 0; file < model_.trees.size(); ++file) {
        for (const Problem& problem : model_.trees[file].problems())
            places_[file].push_back(problem.at.begin);
        std::sort(places_[file].begin(), places_[file].end());
    }
}

bool Refusals::is_touched(Span range) const {
    const auto file = static_cast<std::size_t>(range.file);
    if (file >= places_.size()) return false;
    const auto& places = places_[file];
    const auto next = std::lower_bound(places.begin(), places.end(), range.begin);
    return next != places.end() && *next <= range.end;
}

}  // namespace tlslint::nginx
