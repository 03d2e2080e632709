// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/levels.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tlslint::openssl {
namespace {

// Levels are refused outside 0-5 when they are set; the callback clamps what is left.
int clamp(int level) {
    return std::clamp(level, 0, max_security_level);
}

constexpr std::array<int, max_security_level + 1> strengths{0, 80, 112, 128, 192, 256};
constexpr std::array<std::string_view, max_security_level + 1> too_weak{
    "", "< 80 bits", "< 112 bits", "< 128 bits", "< 192 bits", "< 256 bits"};

// Key sizes from which on a strength is reached, one for each of `strengths`.
using Sizes = std::array<int, max_security_level + 1>;
constexpr Sizes by_finite_field{0, 1024, 2048, 3072, 7680, 15360};  // BN_security_bits
constexpr Sizes by_curve{0, 160, 224, 256, 384, 512};               // ec_security_bits
// OpenSSL 3 computes it for RSA by the formula of NIST's FIPS 140-2 IG 7.5, rounded to eight bits:
// the first sizes for which ossl_ifc_ffc_compute_security_bits (3.0.20, 3.5.7) gives as much.
constexpr Sizes by_factoring{0, 920, 1963, 2671, 6947, 13914};

// The highest of `strengths` that the size reaches.
int reached(const Sizes& sizes, int bits) {
    const auto next = std::upper_bound(sizes.begin(), sizes.end(), std::max(bits, 0));
    return strengths[static_cast<std::size_t>(next - sizes.begin()) - 1];
}

// Half the digest's length; since 3.0 less for the broken two (x509_sig_info_init of crypto/x509).
int digest_strength(Digest digest, Version version) {
    switch (digest) {
    case Digest::md5: return version >= Version::v3_0 ? 39 : 64;
    case Digest::sha1: return version >= Version::v3_0 ? 63 : 80;
    case Digest::sha224: return 112;
    case Digest::sha256: return 128;
    case Digest::sha384: return 192;
    case Digest::sha512: return 256;
    }
    return 0;
}

}  // namespace

bool has_levels(Version version) {
    return version != Version::v1_0_2;
}

int minimum_bits(int level) {
    return strengths[static_cast<std::size_t>(clamp(level))];
}

std::string_view why_refused(const Suite& suite, Version version, int level) {
    level = clamp(level);
    if (level == 0 || !has_levels(version)) return "";
    if (suite.is_anonymous()) return "anonymous";
    if (strength_bits(suite, version) < minimum_bits(level))
        return too_weak[static_cast<std::size_t>(level)];
    if (suite.mac == Mac::md5) return "MD5";
    if (level >= 2 && suite.encryption == Encryption::rc4_128) return "RC4";
    if (level >= 3 && !suite.has_forward_secrecy()) return "no FS";
    if (level >= 4 && suite.mac == Mac::sha1) return "SHA-1";  // HMAC-SHA1 has 160 bits
    return "";
}

int key_strength(KeyType type, int bits, Version version) {
    switch (type) {
    case KeyType::rsa:
        return reached(version >= Version::v3_0 ? by_factoring : by_finite_field, bits);
    case KeyType::dsa:
    case KeyType::dh: return reached(by_finite_field, bits);
    case KeyType::ec: return reached(by_curve, bits);
    case KeyType::ed25519: return 128;
    case KeyType::ed448: return 224;
    }
    return 0;
}

bool key_allowed(KeyType type, int bits, Version version, int level) {
    if (!has_levels(version)) return true;
    const int strength = key_strength(type, bits, version);
    if (type == KeyType::dh && strength < 80) return false;
    return strength >= minimum_bits(level);
}

int usual_key_bits(KeyType type, int level) {
    const auto index = static_cast<std::size_t>(clamp(level));
    switch (type) {
    case KeyType::rsa:
    case KeyType::dsa:
    case KeyType::dh: return by_finite_field[index];
    case KeyType::ec:
    case KeyType::ed25519:
    case KeyType::ed448: return by_curve[index];
    }
    return 0;
}

std::optional<bool> digest_allowed(Digest digest, Version version, int level) {
    level = clamp(level);
    if (level == 0 || !has_levels(version)) return true;
    if (digest_strength(digest, version) >= minimum_bits(level)) return true;
    const bool is_broken = digest == Digest::md5 || digest == Digest::sha1;
    if (version == Version::v3_5 && is_broken && level <= 3) return std::nullopt;
    return false;
}

bool tickets_allowed(Version version, int level) {
    return !has_levels(version) || level < 3;
}

bool compression_allowed(Version version, int level) {
    return !has_levels(version) || level < 2;
}

}  // namespace tlslint::openssl
