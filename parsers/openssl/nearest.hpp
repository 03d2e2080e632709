// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/library.hpp"

#include <string_view>

namespace tlslint::openssl {

/// The word of a cipher string that was probably meant: the library's own name of a suite whose
/// IANA or GnuTLS name this is, else the keyword or name with the fewest slips. Empty if nothing is
/// near.
[[nodiscard]] std::string_view nearest_cipher_word(std::string_view word, const Library& library);

/// The same for lists of groups.
[[nodiscard]] std::string_view nearest_group(std::string_view word, Version version);

}  // namespace tlslint::openssl
