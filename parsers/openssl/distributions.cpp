// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/distributions.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint::openssl {
namespace {

// What systems ship, newest update of each release, as of 2026-11-25. Distributions fix holes
// without changing the version, so the last part of a version is a lower bound.
//
// Releases. Debian: Packages of main, -updates and -security of the mirror, read on 2026-11-25.
// Others as seen in public transcripts, lock files and pins of 2024 to 2026, the full package
// version beside the row.
//
// Levels. Debian sets 2: in openssl.cnf up to 11, compiled in from 12 on. Ubuntu compiles 2 in. Red
// Hat's policies set it in openssl.cnf, where it outlives a server's own cipher list, which the
// policy's list and MinProtocol do not. Elsewhere upstream's default holds. (cipher-strings.md 7)

// Debian: debian/rules configures no-idea and no-ssl3.
constexpr SystemSettings debian_10{.oldest = Protocol::tls1_2, .ciphers = "DEFAULT@SECLEVEL=2"};

// Ubuntu: documentation.ubuntu.com "Disable legacy TLS"; server guide "TLS: cryptography, OpenSSL"
// for 22.04's openssl.cnf. From 3.0 on its patch of level 2 repeats what the level does anyway.
constexpr SystemSettings ubuntu_22{.ciphers = "DEFAULT:@SECLEVEL=2"};
constexpr std::string_view ubuntu_gnutls =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-DTLS1.2:%PROFILE_MEDIUM";

// RHEL 8: opensslcnf.config of the DEFAULT policy with its 1.1.1c (facebook/folly keeps a copy).
constexpr SystemSettings rhel_8{
    .oldest = Protocol::tls1_2,
    .ciphers = "@SECLEVEL=2:kEECDH:kRSA:kEDH:kPSK:kDHEPSK:kECDHEPSK:-aDSS:-3DES:!DES:!RC4:!RC2:"
               "!IDEA:-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8",
    .ciphersuites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:"
                    "TLS_AES_128_CCM_SHA256"};

// RHEL 9: tests/outputs/{DEFAULT,LEGACY,FUTURE,FIPS}-opensslcnf.txt of fedora-crypto-policies at
// 1a8011778bfb. The list, suites and signatures of DEFAULT are still those on 9.8, whose
// OpenSSL 3.5 could do post-quantum groups (ruby/openssl issue 1075); the order of the groups there
// is not verified.
constexpr SystemSettings rhel_9{
    .oldest = Protocol::tls1_2,
    .ciphers = "@SECLEVEL=2:kEECDH:kRSA:kEDH:kPSK:kDHEPSK:kECDHEPSK:kRSAPSK:-aDSS:-3DES:!DES:!RC4:"
               "!RC2:!IDEA:-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8",
    .ciphersuites = rhel_8.ciphersuites,
    .groups = "X25519:X448:secp256r1:secp384r1:secp521r1:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:"
              "ffdhe8192",
    .signature_algorithms =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:rsa_pss_pss_sha256:"
        "rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"
        "rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA224:RSA+SHA224"};
constexpr SystemSettings rhel_9_legacy{
    .oldest = Protocol::tls1_0,
    .ciphers = "@SECLEVEL=1:kEECDH:kRSA:kEDH:kPSK:kDHEPSK:kECDHEPSK:kRSAPSK:!DES:!RC4:!RC2:!IDEA:"
               "-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8",
    .ciphersuites = rhel_9.ciphersuites,
    .groups = rhel_9.groups,
    .signature_algorithms =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:rsa_pss_pss_sha256:"
        "rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"
        "rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA224:RSA+SHA224:DSA+SHA256:"
        "DSA+SHA384:DSA+SHA512:DSA+SHA224:ECDSA+SHA1:RSA+SHA1:DSA+SHA1"};
constexpr SystemSettings rhel_9_future{
    .oldest = Protocol::tls1_2,
    .ciphers = "@SECLEVEL=3:kEECDH:kEDH:kPSK:kDHEPSK:kECDHEPSK:-kRSAPSK:-kRSA:-aDSS:-AES128:"
               "-SHA256:-3DES:!DES:!RC4:!RC2:!IDEA:-SEED:!eNULL:!aNULL:-SHA1:!MD5:-SHA384:"
               "-CAMELLIA:-ARIA:-AESCCM8",
    .ciphersuites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
    .groups = "X25519:X448:secp256r1:secp384r1:secp521r1:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192",
    .signature_algorithms =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:rsa_pss_pss_sha256:"
        "rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"
        "rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512"};
constexpr SystemSettings rhel_9_fips{
    .oldest = Protocol::tls1_2,
    .ciphers = "@SECLEVEL=2:kEECDH:kEDH:kPSK:kDHEPSK:kECDHEPSK:-kRSAPSK:-kRSA:-aDSS:-CHACHA20:"
               "-3DES:!DES:!RC4:!RC2:!IDEA:-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:"
               "-AESCCM8",
    .ciphersuites = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256",
    .groups = "secp256r1:secp384r1:secp521r1:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192",
    .signature_algorithms =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:"
        "rsa_pss_pss_sha512:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
        "RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA224:RSA+SHA224"};

// RHEL 10: DEFAULT refuses RSA key transport (its "Security hardening", 2.1) and from 10.1 on
// enables post-quantum algorithms. Its file was not seen: the list is written as the generator
// writes the other policies without kRSA, the rest is FEDORA43-opensslcnf.txt of
// fedora-crypto-policies at 2ebb29e12577.
constexpr SystemSettings rhel_10{
    .oldest = Protocol::tls1_2,
    .ciphers = "@SECLEVEL=2:kEECDH:kEDH:kPSK:kDHEPSK:kECDHEPSK:-kRSAPSK:-kRSA:-aDSS:-3DES:!DES:"
               "!RC4:!RC2:!IDEA:-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8",
    .ciphersuites = rhel_8.ciphersuites,
    .groups = "*?X25519MLKEM768:?x25519_mlkem768:?SecP256r1MLKEM768:?p256_mlkem768:"
              "?SecP384r1MLKEM1024:?p384_mlkem1024/*X25519:secp256r1:X448:secp521r1:secp384r1:"
              "ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192",
    .signature_algorithms =
        "?mldsa44:?mldsa65:?mldsa87:ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:"
        "rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:"
        "rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA224:"
        "RSA+SHA224"};

using enum Version;
constexpr Library build(Version version, int level) {
    return {.version = version, .security_level = level};
}
constexpr Library debian(Version version, int level) {
    return {.version = version, .security_level = level, .has_idea = false};
}
constexpr Library ubuntu_20 = {
    .version = v1_1_1, .security_level = 2, .has_idea = false, .level_2_needs_tls12 = true};
constexpr Library rhel(Version version, const SystemSettings& policy) {
    return {.version = version, .security_level = 1, .system_ciphers = policy.ciphers};
}

// clang-format off
constexpr Distribution table[] = {
    {.name = "debian-10", .release = "1.1.1n", .library = debian(v1_1_1, 1), .settings = debian_10},
    {.name = "debian-11", .release = "1.1.1w", .library = debian(v1_1_1, 1), .settings = debian_10},
    {.name = "debian-12", .release = "3.0.22", .library = debian(v3_0, 2)},
    {.name = "debian-13", .release = "3.5.9",  .library = debian(v3_5, 2)},

    // 1.1.1f-1ubuntu2.24, 3.0.2-0ubuntu1.29, 3.0.13-0ubuntu3.15, 3.5.5-1ubuntu3.7. Level 2 of
    // 20.04's and 22.04's library refuses TLS 1.0 and 1.1: tls1.2-min-seclevel2.patch.
    {.name = "ubuntu-20.04", .release = "1.1.1f", .library = ubuntu_20,
     .gnutls_system = ubuntu_gnutls},
    {.name = "ubuntu-22.04", .release = "3.0.2", .library = debian(v3_0, 2), .settings = ubuntu_22,
     .gnutls_system = ubuntu_gnutls},
    {.name = "ubuntu-24.04", .release = "3.0.13", .library = debian(v3_0, 2),
     .gnutls_system = ubuntu_gnutls},
    {.name = "ubuntu-26.04", .release = "3.5.5", .library = debian(v3_5, 2)},

    // 1.0.2k-26.el7_9: no policies, no levels; upstream's build is assumed (SRP, KRB5 were not
    // verified). nginx is EPEL's, linked with EPEL's openssl11, 1.1.1k-7.el7, whose level is assumed.
    {.name = "rhel-7", .release = "1.0.2k", .library = build(v1_0_2, 0)},
    {.name = "rhel-7-openssl11", .release = "1.1.1k", .library = build(v1_1_1, 1)},
    // The newest minor releases: 1.1.1k-7.el8_9, 3.5.5-6.el9_8, 3.5.5-6.el10_2. Earlier ones had older
    // versions: 3.0.7 and 3.2.2 in 9, 3.2.2 in 10 (assumed). Rebuilds keep Red Hat's numbers.
    {.name = "rhel-8", .release = "1.1.1k", .library = rhel(v1_1_1, rhel_8), .settings = rhel_8},
    {.name = "rhel-9", .release = "3.5.5", .library = rhel(v3_5, rhel_9), .settings = rhel_9},
    {.name = "rhel-9-legacy", .release = "3.5.5", .library = rhel(v3_5, rhel_9_legacy),
     .settings = rhel_9_legacy},
    {.name = "rhel-9-future", .release = "3.5.5", .library = rhel(v3_5, rhel_9_future),
     .settings = rhel_9_future},
    {.name = "rhel-9-fips", .release = "3.5.5", .library = rhel(v3_5, rhel_9_fips),
     .settings = rhel_9_fips},
    {.name = "rhel-10", .release = "3.5.5", .library = rhel(v3_5, rhel_10), .settings = rhel_10},

    // 3.1.4-r4, 3.1.5-r0, 3.3.1-r1, 3.3.4-r0, 3.5.8-r0, 3.5.7-r0, 3.5.9-r0; no settings of its own.
    {.name = "alpine-3.18", .release = "3.1.4", .library = build(v3_0, 1)},
    {.name = "alpine-3.19", .release = "3.1.5", .library = build(v3_0, 1)},
    {.name = "alpine-3.20", .release = "3.3.1", .library = build(v3_2, 2)},
    {.name = "alpine-3.21", .release = "3.3.4", .library = build(v3_2, 2)},
    {.name = "alpine-3.22", .release = "3.5.8", .library = build(v3_5, 2)},
    {.name = "alpine-3.23", .release = "3.5.7", .library = build(v3_5, 2)},
    {.name = "alpine-3.24", .release = "3.5.9", .library = build(v3_5, 2)},

    // The newest long-term series, which is also the newest whose behaviour is known here; 4.0 and
    // 4.1 exist.
    {.name = "upstream", .release = "3.5.9", .library = build(v3_5, 2)},
};
// clang-format on

}  // namespace

std::span<const Distribution> distributions() {
    return table;
}

const Distribution* find_distribution(std::string_view name) {
    const auto* const found = std::find_if(std::begin(table), std::end(table),
                                           [&](const Distribution& d) { return d.name == name; });
    return found == std::end(table) ? nullptr : found;
}

int starting_level(const Distribution& distribution) {
    constexpr std::string_view command =
        "@SECLEVEL=";  // the table's strings have one, with a digit
    const std::string_view ciphers = distribution.settings.ciphers;
    const std::size_t at = ciphers.find(command);
    return at == std::string_view::npos ? distribution.library.security_level
                                        : ciphers[at + command.size()] - '0';
}

// A context is configured from openssl.cnf when it is made: whatever the server sets afterwards
// wins, except that a cipher list without @SECLEVEL leaves the level as it was. (Run with two
// servers on Debian 12: their reference pages.)
bool is_honoured(SystemSetting setting, ServerHabits habits, bool written) {
    switch (setting) {
    case SystemSetting::protocols: return !written && !habits.sets_protocols;
    case SystemSetting::ciphers: return !written && !habits.sets_ciphers;
    case SystemSetting::security_level:
    case SystemSetting::ciphersuites:
    case SystemSetting::groups:
    case SystemSetting::signature_algorithms:
    case SystemSetting::options: return !written;
    }
    return false;
}

}  // namespace tlslint::openssl
