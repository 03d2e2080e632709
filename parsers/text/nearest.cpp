// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/nearest.hpp"

#include <algorithm>
#include <array>

namespace tlslint {

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    constexpr std::size_t longest = 64;
    const std::size_t too_far = limit + 1;
    if (a.size() > longest || b.size() > longest) return too_far;
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) return too_far;
    using Row = std::array<std::size_t, longest + 1>;
    Row before{}, previous{}, current{};
    for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                current[j] = std::min(current[j], before[j - 2] + 1);
            }
        }
        before = previous;
        previous = current;
    }
    return std::min(previous[b.size()], too_far);
}

}  // namespace tlslint
