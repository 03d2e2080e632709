// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/distributions.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint::openssl {
namespace {

// Debian: debian/rules configures no-idea and no-ssl3; 10 and 11 set the level in openssl.cnf, 12
// and 13 compile it in (cipher-strings.md 7).
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
// 1a8011778bfb.
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

using enum Version;
constexpr Library debian(Version version, int level) {
    return {.version = version, .security_level = level, .has_idea = false};
}
constexpr Library rhel(Version version, std::string_view system_ciphers) {
    return {.version = version, .security_level = 1, .system_ciphers = system_ciphers};
}
constexpr Library ubuntu_20 = {
    .version = v1_1_1, .security_level = 2, .has_idea = false, .level_2_needs_tls12 = true};

constexpr Distribution table[] = {
    {.name = "debian-10", .release = "1.1.1n", .library = debian(v1_1_1, 1), .settings = debian_10},
    {.name = "debian-11", .release = "1.1.1w", .library = debian(v1_1_1, 1), .settings = debian_10},
    {.name = "debian-12", .release = "3.0.22", .library = debian(v3_0, 2)},
    {.name = "debian-13", .release = "3.5.9", .library = debian(v3_5, 2)},
    {.name = "ubuntu-20.04",
     .release = "1.1.1f",
     .library = ubuntu_20,
     .gnutls_system = ubuntu_gnutls},
    {.name = "ubuntu-22.04",
     .release = "3.0.2",
     .library = debian(v3_0, 2),
     .settings = ubuntu_22,
     .gnutls_system = ubuntu_gnutls},
    {.name = "ubuntu-24.04",
     .release = "3.0.13",
     .library = debian(v3_0, 2),
     .gnutls_system = ubuntu_gnutls},
    {.name = "rhel-8",
     .release = "1.1.1k",
     .library = rhel(v1_1_1, rhel_8.ciphers),
     .settings = rhel_8},
    {.name = "rhel-9",
     .release = "3.0.7",
     .library = rhel(v3_0, rhel_9.ciphers),
     .settings = rhel_9},
    {.name = "rhel-9-legacy",
     .release = "3.0.7",
     .library = rhel(v3_0, rhel_9_legacy.ciphers),
     .settings = rhel_9_legacy},
    {.name = "rhel-9-future",
     .release = "3.0.7",
     .library = rhel(v3_0, rhel_9_future.ciphers),
     .settings = rhel_9_future},
    {.name = "rhel-9-fips",
     .release = "3.0.7",
     .library = rhel(v3_0, rhel_9_fips.ciphers),
     .settings = rhel_9_fips},
};

}  // namespace

std::span<const Distribution> distributions() {
    return table;
}

const Distribution* find_distribution(std::string_view name) {
    const auto* const found = std::find_if(std::begin(table), std::end(table),
                                           [&](const Distribution& d) { return d.name == name; });
    return found == std::end(table) ? nullptr : found;
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
