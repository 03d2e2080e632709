// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/versions.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint::openssl {

/// What a rule of a cipher string does with the suites that its words select.
enum class Action : std::uint8_t {
    add,      // AES: append what is not in the list yet
    remove,   // -AES: take out; may come back
    order,    // +AES: move to the end
    kill,     // !AES: take out for good
    command,  // @STRENGTH, @SECLEVEL=2
};

/// One rule as it is written. Its words may be unknown: a grammar knows no suites.
struct CipherRule {
    Action action = Action::add;
    const char* begin = nullptr;                // the operator, or the first word
    const char* end = nullptr;                  // where reading stopped
    std::span<const std::string_view> words{};  // joined by '+'; views of the string
    bool word_missing = false;                  // at `end`, where one had to stand
};

/// Reads a cipher string rule by rule, as OpenSSL's scanner does: what is a rule depends on where
/// the one before was left (cipher-strings.md 2).
class CipherStringReader {
  public:
    /// The version decides which characters make a word.
    CipherStringReader(std::string_view text, Version version);

    /// The next rule, its words valid until the next call; nothing at the end.
    std::optional<CipherRule> next();

    /// Goes on at the first separator from `from` on, leaving unread what stands before. Returns
    /// its place.
    const char* skip_to_separator(const char* from);

  private:
    const char* at_;
    const char* end_;
    Version version_;
    std::vector<std::string_view> words_;
};

/// The word of any version that starts at `from`: for messages, which should name all of
/// TLS_AES_128_GCM_SHA256 where a library stops at the first '_'.
[[nodiscard]] std::string_view whole_word(const char* from, const char* end);

}  // namespace tlslint::openssl
