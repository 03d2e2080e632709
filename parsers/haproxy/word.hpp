// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/environment.hpp"
#include "parsers/model/facts.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

/// What parse_line of HAProxy (src/tools.c) makes of a word as it is written.
struct Expansion {
    enum class Error : std::uint8_t { none, quote, hex, brace, name, expansion };
    Error error = Error::none;
    std::size_t error_at = 0;  // offset in the word
    /// One text; several, or none, where "${NAME[*]}" or a version's view of empty words says so.
    std::vector<std::string> texts;
    bool glued = false;  // 2.9 to 3.2: the end of the word is lost, and the next one goes on in it
};

/// Undoes quotes and escapes of a word that is written as `text` and replaces variables in double
/// quotes; those that are not known stay as written.
Expansion expand_word(std::string_view text, const Environment& environment,
                      const ServerVersion& version);

/// HAProxy's words for it, the position to be added.
std::string_view describe(Expansion::Error error);

}  // namespace tlslint::haproxy
