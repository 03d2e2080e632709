// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/range.hpp"
#include "parsers/openssl/suite.hpp"
#include "parsers/openssl/versions.hpp"

#include <string_view>
#include <vector>

namespace tlslint::openssl {

/// What a library makes of a list of TLS 1.3 suites.
struct Ciphersuites {
    struct Listed {
        const Suite* suite = nullptr;
        Range at;
    };
    bool ok = false;
    std::vector<Listed>
        suites{};  // as listed, doubles included; may hold older suites, which stand in front then
    std::vector<Range> unknown{};  // one of them fails the list up to 1.1.1 and is ignored later;
                                   // may be empty items
};

/// Reads as SSL_CTX_set_ciphersuites does. 1.0.2 has no TLS 1.3: nothing is ok there.
[[nodiscard]] Ciphersuites parse_ciphersuites(std::string_view text, Version version);

/// The TLS 1.3 suites of the list, each once, that a handshake at that level can end in.
[[nodiscard]] std::vector<const Suite*> negotiable(const Ciphersuites& list, Version version,
                                                   int security_level);

/// The list in force when none is set; empty for 1.0.2.
[[nodiscard]] std::string_view default_ciphersuites(Version version);

}  // namespace tlslint::openssl
