// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

#include <optional>
#include <string_view>

namespace tlslint::x509 {

/// A Diffie-Hellman group that many share.
struct DhGroup {
    enum class Source : std::uint8_t {
        rfc7919,  // "ffdhe2048"
        rfc3526,  // "modp2048"
        rfc2409,
        rfc5114,
        program  // built into one program for years, and so worth the attacker's effort
    };
    std::string_view name;
    int bits = 0;
    Source source = Source::program;
};

/// What a file of DH parameters says.
struct DhParameters {
    int bits = 0;                    // of the prime
    const DhGroup* group = nullptr;  // of the same prime; null if it is the owner's own
    std::string_view generator{};    // "2", "5"; empty if larger than 9
    bool x942 = false;               // the form with a subgroup (X9.42), which OpenSSL reads too
};

/// Reads DH PARAMETERS (PKCS#3) or X9.42 DH PARAMETERS, as DER. Nothing if it is neither.
std::optional<DhParameters> parse_dh_parameters(Bytes der);

}  // namespace tlslint::x509
