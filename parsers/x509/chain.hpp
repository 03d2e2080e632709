// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/arena.hpp"
#include "parsers/x509/certificate.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace tlslint::x509 {

/// What a server sends, put in order: which of the certificates clients need, and which not. By
/// names and key identifiers; signatures are not looked at. Numbers count from 0, the leaf.
struct Chain {
    /// A certificate that is sent in vain.
    struct Extra {
        enum class Kind : std::uint8_t { root, repeated, unrelated };
        std::uint32_t index = 0;
        Kind kind = Kind::unrelated;
    };
    std::span<const std::uint32_t> path;  // the leaf, its issuer, that one's issuer …
    std::span<const Extra> extra;
    bool in_order = true;  // each of the path comes after the one that it issued
};

Chain sort_chain(std::span<const Certificate> certificates, Arena& arena);

/// Whether the issuer's key made the certificate's signature; nothing where that cannot be worked
/// out here (an algorithm that the library does not know). Dates and usages are not looked at.
std::optional<bool> has_signed(const Certificate& issuer, const Certificate& certificate);

}  // namespace tlslint::x509
