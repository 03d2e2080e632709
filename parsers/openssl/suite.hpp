// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/openssl/versions.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tlslint::openssl {

// clang-format off
/// How the session key is agreed on. `none` for values that are no suites; `any` for TLS 1.3, where
/// groups decide.
enum class KeyExchange : std::uint8_t {
    none, rsa, dh, dhe, ecdh, ecdhe, psk, dhe_psk, ecdhe_psk, rsa_psk, srp, krb5, eccpwd, gost,
    cecpq1, any
};

/// How the server proves who it is. `none` in anonymous suites.
enum class Authentication : std::uint8_t {
    none, rsa, dss, ecdsa, psk, rsa_psk, srp, krb5, eccpwd, gost, gost94, gost01, any
};

enum class Encryption : std::uint8_t {
    none, null, rc4_40, rc4_64, rc4_128, rc2_cbc_40, rc2_cbc, des40_cbc, des_cbc, des_cfb,
    triple_des_cbc, idea_cbc, seed_cbc, aes_128_cbc, aes_256_cbc, aes_128_gcm, aes_256_gcm,
    aes_128_ccm, aes_256_ccm, aes_128_ccm_8, aes_256_ccm_8, camellia_128_cbc, camellia_256_cbc,
    camellia_128_gcm, camellia_256_gcm, aria_128_cbc, aria_256_cbc, aria_128_gcm, aria_256_gcm,
    chacha20_poly1305, chacha20_poly1305_draft, sm4_gcm, sm4_ccm, aegis_128l, aegis_256,
    ascon_aead128, gost28147_cnt, kuznyechik_ctr, kuznyechik_mgm, magma_ctr, magma_mgm
};

/// How records are protected against change; `aead` when the encryption does it itself.
enum class Mac : std::uint8_t {
    none, md5, sha1, sha256, sha384, aead, omac, imit, gost94, streebog256, m1
};
// clang-format on

/// Names as people write them: "ECDHE", "RSA+PSK", "AES-128-GCM", "SHA256".
[[nodiscard]] std::string_view name(KeyExchange);
[[nodiscard]] std::string_view name(Authentication);
[[nodiscard]] std::string_view name(Encryption);
[[nodiscard]] std::string_view name(Mac);

/// Where a code point comes from. `scsv` and `grease` are values in the place of a suite; `other`
/// never got registered.
enum class Registry : std::uint8_t { iana, scsv, grease, other };

/// Whether a version's library contains a suite: only with `enable-weak-ssl-ciphers`, the legacy
/// provider, a GOST engine.
enum class Build : std::uint8_t { no, yes, weak, provider, engine };

/// OpenSSL's classes, which the keywords HIGH, MEDIUM, LOW and EXP name; `none` for unencrypted
/// suites.
enum class Grade : std::uint8_t { none, high, medium, low, exported };

/// The Recommended column of the IANA registry (RFC 9847), with RFC 10015 applied.
enum class Recommended : std::uint8_t { unregistered, yes, no, discouraged };

/// What a library's series says about one suite, one entry a version.
template <class T>
using PerVersion = std::array<T, versions.size()>;

/// One cipher suite: 413 constants, so compare by address.
struct Suite {
    std::uint32_t id =
        0;  // the code point; of SSL 2.0, whose kinds have three bytes, 0x02000000 | kind
    Registry registry = Registry::iana;
    std::string_view
        iana{};  // empty where a name does not exist; `GREASE` and a few `SSL_RSA_FIPS` ones repeat
    std::string_view openssl{};  // the newest spelling
    std::string_view gnutls{};   // known to GnuTLS 3.7 (3.8 dropped SRP)
    KeyExchange key_exchange = KeyExchange::none;
    Authentication authentication = Authentication::none;
    Encryption encryption = Encryption::none;
    Mac mac = Mac::none;
    std::uint16_t key_bits = 0;
    std::uint16_t bits = 0;  // of strength, by specification: 112 for 3DES, 40 for export
    Protocol protocol =
        Protocol::ssl3;  // oldest version that has it, by specification; of TLS 1.3, the only one
    PerVersion<Build> builds{};
    PerVersion<Grade> grades{};
    PerVersion<bool> defaults{};
    Recommended recommended = Recommended::unregistered;

    [[nodiscard]] Build build(Version version) const {
        return builds[static_cast<std::size_t>(version)];
    }
    [[nodiscard]] Grade grade(Version version) const {
        return grades[static_cast<std::size_t>(version)];
    }
    /// In the list that this version uses when none is given.
    [[nodiscard]] bool is_default(Version version) const {
        return defaults[static_cast<std::size_t>(version)];
    }

    [[nodiscard]] constexpr bool is_tls13() const { return protocol == Protocol::tls1_3; }
    [[nodiscard]] constexpr bool is_aead() const { return mac == Mac::aead; }
    [[nodiscard]] constexpr bool is_null() const { return encryption == Encryption::null; }
    [[nodiscard]] bool is_cbc() const;
    /// 64-bit blocks (SWEET32): DES, 3DES, IDEA, RC2, GOST 28147.
    [[nodiscard]] bool has_small_block() const;
    [[nodiscard]] bool is_export() const { return iana.find("EXPORT") != std::string_view::npos; }
    /// Nobody proves anything: anonymous (EC)DH.
    [[nodiscard]] bool is_anonymous() const;
    /// Yesterday's traffic stays secret when the key gets out. Anonymous suites count, SRP does not
    /// (as in OpenSSL).
    [[nodiscard]] bool has_forward_secrecy() const;
    /// Usable only with a pre-shared key or password that the application supplies.
    [[nodiscard]] bool needs_shared_secret() const;
};

/// All suites: IANA's in the order of their code points, then the unregistered ones.
[[nodiscard]] std::span<const Suite> suites();

/// Null if there is none. Of two suites with one name, the one for TLS.
[[nodiscard]] const Suite* find_suite(std::uint32_t id);
[[nodiscard]] const Suite* find_iana(std::string_view name);
/// Any spelling that some version prints or reads.
[[nodiscard]] const Suite* find_openssl(std::string_view name);
[[nodiscard]] const Suite* find_gnutls(std::string_view name);

/// As that version prints it.
[[nodiscard]] std::string_view openssl_name(const Suite& suite, Version version);

/// Bits of strength as that version counts them: CCM with the short tag has 64 since 3.2 (CHANGES).
[[nodiscard]] int strength_bits(const Suite& suite, Version version);

/// The oldest protocol version with which that version negotiates it. The code is laxer than the
/// specification: it gives CBC suites of TLS 1.0 to SSLv3 too (column min_tls of ssl/s3_lib.c;
/// cipher-strings.md 13).
[[nodiscard]] Protocol oldest_protocol(const Suite& suite, Version version);

/// Whether that version can negotiate the suite in that protocol version.
[[nodiscard]] bool fits(const Suite& suite, Protocol protocol, Version version);

}  // namespace tlslint::openssl
