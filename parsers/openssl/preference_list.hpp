// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/catalogue.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tlslint::openssl {

/// What a rule did to the list.
enum class Effect : std::uint8_t {
    none,
    latent,  // forbids suites that were not in the list: no later word can add them
    visible  // suites came, went or moved
};

/// The one list in which OpenSSL keeps all suites, active or not, while it reads a string
/// (cipher-strings.md 4). The result is the active ones in order. Moved suites keep their order
/// among themselves. `Matches` takes a Candidate.
class PreferenceList {
  public:
    struct Entry {
        const Candidate* candidate = nullptr;
        bool active = false;
        std::uint32_t rule = 0;  // that made it active
    };

    explicit PreferenceList(const std::vector<Candidate>& candidates) {
        entries_.reserve(candidates.size());
        for (const Candidate& candidate : candidates) entries_.push_back({&candidate});
    }

    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

    /// Matches that are not active become so and go to the end.
    template <class Matches>
    Effect add(const Matches& matches, std::uint32_t rule) {
        const auto added =
            std::stable_partition(entries_.begin(), entries_.end(), [&](const Entry& e) {
                return e.active || !matches(*e.candidate);
            });
        for (auto e = added; e != entries_.end(); ++e) *e = {e->candidate, true, rule};
        return added == entries_.end() ? Effect::none : Effect::visible;
    }

    /// Active matches become inactive and go to the front: added again, they come in their former
    /// order and before others.
    template <class Matches>
    Effect remove(const Matches& matches) {
        const auto removed_end = bump(matches);
        for (auto e = entries_.begin(); e != removed_end; ++e) e->active = false;
        return removed_end == entries_.begin() ? Effect::none : Effect::visible;
    }

    /// Active matches go to the end.
    template <class Matches>
    Effect order(const Matches& matches) {
        bool match_seen = false;
        bool moved = false;
        std::stable_partition(entries_.begin(), entries_.end(), [&](const Entry& e) {
            const bool goes = e.active && matches(*e.candidate);
            moved |= e.active && match_seen && !goes;
            match_seen |= goes;
            return !goes;
        });
        return moved ? Effect::visible : Effect::none;
    }

    /// Matches leave the list for good.
    template <class Matches>
    Effect kill(const Matches& matches) {
        Effect effect = Effect::none;
        std::erase_if(entries_, [&](const Entry& e) {
            if (!matches(*e.candidate)) return false;
            effect = std::max(effect, e.active ? Effect::visible : Effect::latent);
            return true;
        });
        return effect;
    }

    /// Active matches go to the front. Returns the end of them.
    template <class Matches>
    std::vector<Entry>::iterator bump(const Matches& matches) {
        return std::stable_partition(entries_.begin(), entries_.end(), [&](const Entry& e) {
            return e.active && matches(*e.candidate);
        });
    }

    /// The active ones, strongest first, to the end.
    Effect sort_by_strength() {
        const auto active = std::stable_partition(entries_.begin(), entries_.end(),
                                                  [](const Entry& e) { return !e.active; });
        const auto stronger = [](const Entry& a, const Entry& b) {
            return a.candidate->bits > b.candidate->bits;
        };
        if (std::is_sorted(active, entries_.end(), stronger)) return Effect::none;
        std::stable_sort(active, entries_.end(), stronger);
        return Effect::visible;
    }

  private:
    std::vector<Entry> entries_;
};

}  // namespace tlslint::openssl
