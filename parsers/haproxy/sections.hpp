// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint::haproxy {

/// A word that opens a section (section 2 of the reference).
struct Section {
    enum class Kind : std::uint8_t {
        global,
        defaults,
        proxy,
        peers,
        log_forward,
        ring,
        crt_store,
        other
    };
    enum class Name : std::uint8_t { none, optional, required };
    std::string_view keyword;
    Kind kind = Kind::other;
    Name name = Name::required;
    ServerVersion since{};
    ServerVersion until{99, 0, 0};  // the first version without it
};

const Section* find_section(std::string_view keyword);

/// Whether a version has a statement in a kind of section.
enum class Knowledge : std::uint8_t {
    known,
    unknown,  // nobody can say: the version is newer than our list of all statements
    never,    // no version has it
    newer,    // later versions have it
    removed   // earlier versions had it
};
struct Keyword {
    Knowledge knowledge = Knowledge::unknown;
    ServerVersion changed{};   // since when, or since when no more
    std::string_view instead;  // of a removed one, in HAProxy's words
};
Keyword look_up(std::string_view keyword, const Section& section, const ServerVersion& version);

/// The known statement of such a section that looks most like the word, or "".
std::string_view nearest_keyword(std::string_view keyword, Section::Kind section);

}  // namespace tlslint::haproxy
