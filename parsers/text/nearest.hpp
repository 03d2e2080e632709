// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace tlslint {

/// How many bytes must be added, taken away, changed or swapped with a neighbour to make one word
/// of the other (optimal string alignment); `limit + 1` as soon as it is more than `limit`. Words
/// over 64 bytes count as too far.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// Finds the word most like a mistyped one: "did you mean". Close means a third of its length, at
/// most 3 edits.
class Nearest {
  public:
    explicit Nearest(std::string_view word)
        : word_(word), best_(word.size() < 3   ? 1
                             : word.size() < 9 ? 3
                                               : 4) {}
    /// Whether the candidate is the best so far.
    bool offer(std::string_view candidate) {
        if (best_ == 0) return false;
        const std::size_t distance = edit_distance(word_, candidate, best_ - 1);
        if (distance >= best_) return false;
        best_ = distance;
        return true;
    }

  private:
    std::string_view word_;
    std::size_t best_;  // a candidate must be closer
};

}  // namespace tlslint
