// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/library.hpp"
#include "parsers/openssl/suite.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tlslint::openssl {

/// What suites are matched by: a set of values per attribute, as bits. An empty set means "any".
struct Attributes {
    std::uint64_t key_exchange = 0;
    std::uint64_t authentication = 0;
    std::uint64_t encryption = 0;
    std::uint64_t mac = 0;
    std::uint64_t exported = 0;
    std::uint64_t grade = 0;
    std::uint64_t not_default = 0;
    std::uint64_t protocol = 0;
};

/// A suite as one library has it.
struct Candidate {
    const Suite* suite = nullptr;
    Attributes attributes{};
    int bits = 0;
};

/// What one word, or several joined by '+', selects.
struct Selector {
    Attributes attributes{};
    const Suite* suite = nullptr;  // if the last word names one, nothing else matches

    [[nodiscard]] bool matches(const Candidate& candidate) const;
    /// Narrows down to what `word` selects too. False if an attribute has no value left: the rule
    /// is then ignored.
    [[nodiscard]] bool join(const Selector& word, Version version);
};

/// Everything that a library knows when it reads a cipher string.
struct Catalogue {
    std::vector<Candidate> candidates;                     // in the order that a string starts with
    std::unordered_map<std::string_view, Selector> words;  // names of suites, then keywords

    /// Null for a word that the library does not know.
    [[nodiscard]] const Selector* find(std::string_view word) const;
};

[[nodiscard]] const Catalogue& catalogue(const Library& library);

/// The string that DEFAULT stands for.
[[nodiscard]] std::string_view default_ciphers(Version version);

}  // namespace tlslint::openssl
