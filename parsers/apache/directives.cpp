// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/directives.hpp"

#include "parsers/text/ascii.hpp"
#include "parsers/text/nearest.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace tlslint::apache {
namespace {

using enum Place;
using enum Arguments;
constexpr Place SV = main | vhost;
constexpr Place SVD = main | vhost | directory;
constexpr Place SVP = main | vhost | proxy;
constexpr Place domains = main | vhost | domain;

constexpr DirectiveFacts rows[] = {
#include "parsers/apache/directives.inc"
};

}  // namespace

const DirectiveFacts* find_directive(std::string_view name) {
    const auto* const found =
        std::find_if(std::begin(rows), std::end(rows), [&](const DirectiveFacts& row) {
            return equal_ignoring_case(row.name, name);
        });
    return found == std::end(rows) ? nullptr : found;
}

std::string_view nearest_directive(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
    Nearest nearest(lower);
    std::string_view best;
    for (const DirectiveFacts& row : rows) {
        if (!row.name.starts_with("SSL") || row.places == nowhere) continue;
        std::string candidate(row.name);
        std::transform(candidate.begin(), candidate.end(), candidate.begin(), to_lower);
        if (nearest.offer(candidate)) best = row.name;
    }
    return best;
}

}  // namespace tlslint::apache
