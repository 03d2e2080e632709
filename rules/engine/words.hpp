// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/versions.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// "a", "a and b", "a, b and c".
std::string in_words(const std::vector<std::string_view>& items);
/// The same of many: "a, b, c and 4 more".
std::string abridged(const std::vector<std::string_view>& items);
/// "TLSv1 and TLSv1.1".
std::string in_words(openssl::ProtocolSet versions);

/// A word as it stands in a configuration, without the quotes around it.
std::string_view unquoted(std::string_view word);
/// Whether a word of a configuration names a version of the set, in any case.
bool names_one_of(openssl::ProtocolSet versions, std::string_view word);

}  // namespace tlslint
