// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/levels.hpp"
#include "parsers/openssl/range.hpp"
#include "parsers/openssl/versions.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tlslint::openssl {

/// What signs: RSA with PKCS#1 v1.5 or PSS (`rsa_pss_key`: with keys for PSS only), DSA, …
enum class Signer : std::uint8_t { rsa, rsa_pss, rsa_pss_key, dsa, ecdsa, ed25519, ed448, mldsa };

/// One signature algorithm of handshakes.
struct SignatureAlgorithm {
    std::uint16_t id = 0;
    std::string_view name{};  // IANA's, or OpenSSL's own where IANA has none: "rsa_pss_rsae_sha256"
    Signer signer = Signer::rsa;
    std::optional<Digest> digest{};
    Version since = Version::v1_0_2;        // as KEY+HASH
    Version named_since = Version::v1_1_1;  // by its name
    bool in_tls13 = true;                   // for handshake signatures
    std::string_view former_name{};         // in 3.2, and still read
};

[[nodiscard]] std::span<const SignatureAlgorithm> signature_algorithms();

/// Why a list is refused.
enum class SignaturesRefusal : std::uint8_t {
    none,
    unknown,
    empty_item,
    duplicate,     // before 3.5
    nothing_left,  // every one is unknown and marked '?'
    limit          // ours: see max_text
};

/// What a library makes of a list of signature algorithms.
struct SignatureList {
    struct Listed {
        const SignatureAlgorithm* algorithm = nullptr;
        Range at;
    };
    SignaturesRefusal refusal = SignaturesRefusal::none;
    Range refused_at{};
    std::vector<Listed> algorithms{};  // in order
    std::vector<Range> ignored{};      // unknown, with '?' before them

    [[nodiscard]] bool ok() const { return refusal == SignaturesRefusal::none; }
};

/// Reads as SSL_CTX_set1_sigalgs_list does: names, or KEY+HASH in either order.
[[nodiscard]] SignatureList parse_signatures(std::string_view text, Version version);

}  // namespace tlslint::openssl
