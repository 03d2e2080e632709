// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tlslint::fleet {

/// A part of a fleet: the third of eight. Which one a host is in depends on its name alone, so that
/// new hosts move no others.
struct Shard {
    std::uint32_t part = 1, parts = 1;

    [[nodiscard]] bool holds(std::string_view host) const;
};

/// Reads "3/8"; all of the fleet where `text` is "".
Result<Shard> parse_shard(std::string_view text);

}  // namespace tlslint::fleet
