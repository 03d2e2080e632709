// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/nginx/directives.hpp"
#include "parsers/syntax/directive.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tlslint::nginx {

/// What nginx makes of a directive that stands twice in one block.
enum class Repeats : std::uint8_t {
    refused,   // "is duplicate"
    appended,  // to a list
    united,    // bits are OR-ed; a value given twice is warned about
    parts,     // each sets a part of the value, later ones win
};

/// Why nginx refuses a value, and at which word.
struct RefusedValue {
    std::size_t word = 0;
    std::string message;
};

/// How nginx reads a directive of the TLS side (section 4 of the reference).
struct Reading {
    std::string_view name;
    Repeats repeats = Repeats::refused;
    /// What is wrong with its words, whose number is right; null: any will do.
    std::optional<RefusedValue> (*check)(Directive directive, ServerVersion version) = nullptr;
    Context contexts = static_cast<Context>(~0U);  // where it is read like that
    ServerVersion repeats_since{};                 // before, a second one was refused
};

constexpr std::size_t most_readings = 160;

/// The reading of a name in all of these contexts, with a number below `most_readings`; null if
/// none is known or it is read differently in some.
struct FoundReading {
    const Reading* row = nullptr;
    std::size_t number = 0;
    bool of_upstreams = false;  // of TLS connections that nginx opens itself
};
FoundReading find_reading(std::string_view name, Context contexts);

}  // namespace tlslint::nginx
