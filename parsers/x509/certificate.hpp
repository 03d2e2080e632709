// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/arena.hpp"
#include "parsers/x509/bytes.hpp"
#include "parsers/x509/public_key.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace tlslint::x509 {

/// A name in the subject alternative name extension.
struct Name {
    enum class Kind : std::uint8_t { dns, ip, email, uri, other };
    Kind kind = Kind::other;
    /// As it stands there, NUL bytes and all; addresses as text ("192.0.2.1", "2001:db8::1"), or
    /// hexadecimal where they have no address's length. Empty for `other`.
    std::string_view text;
    friend bool operator==(const Name&, const Name&) = default;
};

/// What a signature hashes with. `none` where that is part of the algorithm (Ed25519, ML-DSA).
enum class Digest : std::uint8_t { none, md2, md5, sha1, sha224, sha256, sha384, sha512, other };
/// "SHA-256"
std::string_view name(Digest digest);

struct SignatureAlgorithm {
    std::string_view name;  // OpenSSL's: "sha256WithRSAEncryption"; digits and dots if unknown
    Digest digest = Digest::other;
};

/// Bits of the key usage extension (RFC 5280 4.2.1.3).
enum class KeyUsage : std::uint16_t {
    digital_signature = 1 << 0,
    content_commitment = 1 << 1,
    key_encipherment = 1 << 2,
    data_encipherment = 1 << 3,
    key_agreement = 1 << 4,
    certificate_signing = 1 << 5,
    crl_signing = 1 << 6,
    encipher_only = 1 << 7,
    decipher_only = 1 << 8,
};

/// The facts of a certificate, in the arena of whoever asked; no key or handle is left behind.
/// Nothing is judged in here, no signature is checked.
struct Certificate {
    int version = 1;
    /// RFC 4514: "CN=example.org,O=Example". What cannot be decoded is left empty.
    std::string_view subject;
    std::string_view issuer;
    /// Equal where OpenSSL takes two names for the same (X509_NAME_cmp): case, blanks and kinds of
    /// string do not count. Bytes, not for people.
    std::string_view subject_id;
    std::string_view issuer_id;
    std::string_view common_name;  // the last of the subject, which is what old clients look at
    std::string_view serial;       // as OpenSSL prints it: "03A1", "-01"
    bool has_dates = false;        // both can be read
    std::chrono::sys_seconds not_before{};
    std::chrono::sys_seconds not_after{};
    PublicKey key;
    SignatureAlgorithm signature;
    Sha256 sha256{};  // of all of it

    bool has_names = false;       // there is a subject alternative name extension at all
    std::span<const Name> names;  // at most `names_limit`
    bool names_cut = false;       // there are more
    bool has_basic_constraints = false;
    bool is_ca = false;
    std::optional<std::uint32_t> path_length;
    std::optional<std::uint16_t> key_usage;  // of KeyUsage; nothing: may be used for all
    std::optional<std::span<const std::string_view>> extended_usages;  // "serverAuth", "1.2.3"
    std::span<const std::string_view> unknown_critical;  // extensions that OpenSSL does not know
    std::span<const std::string_view> damaged;           // extensions that cannot be decoded
    std::span<const std::string_view> duplicates;        // extensions that stand there twice
    std::span<const std::string_view> ocsp_urls;
    std::span<const std::string_view> issuer_urls;  // where the issuer's certificate is
    std::span<const std::string_view> crl_urls;
    std::string_view subject_key;  // key identifiers, as bytes
    std::string_view authority_key;
    std::string_view authority_serial;     // as `serial`, with authority_issuer_id: the other way
    std::string_view authority_issuer_id;  // to say whose key it is
    bool must_staple = false;              // TLS feature status_request (RFC 7633)
    bool has_scts = false;                 // certificate transparency (RFC 6962 3.3)
    bool follows_baseline = false;         // has a policy of the CA/Browser Forum (2.23.140.1.…)
    bool is_precertificate = false;
    bool has_name_constraints = false;

    /// Subject and issuer are the same name.
    bool self_issued = false;
    /// Issued by itself as far as OpenSSL looks before it verifies anything (EXFLAG_SS):
    /// self-issued, and no key identifier says otherwise.
    bool self_signed = false;
    /// As it stands in the file, and its issuer's name in there: what signatures and OCSP
    /// responses are about.
    Bytes der;
    Bytes issuer_der;
    std::string_view serial_bytes;

    [[nodiscard]] bool may(KeyUsage usage) const {
        return !key_usage || (*key_usage & static_cast<std::uint16_t>(usage)) != 0;
    }
};
static_assert(std::is_trivially_destructible_v<Certificate>);

/// Names, URLs and usages that are looked at in one certificate.
constexpr std::size_t names_limit = 1'000;
/// A certificate may be so large; one with a hundred names and a post-quantum signature is a tenth.
constexpr std::size_t certificate_limit = 128 * 1024;

/// Reads one certificate, as DER; what follows it is ignored, as by OpenSSL. Nothing if it is none
/// or too large. Extensions that cannot be decoded are `damaged`, the rest is told all the same.
std::optional<Certificate> parse_certificate(Bytes der, Arena& arena);

/// Whether nothing follows the certificate but what OpenSSL's d2i_X509_AUX reads: it refuses a
/// server's own certificate otherwise.
bool has_valid_trust(Bytes der);

/// Whether `issuer` may have issued it: names and key identifiers fit (X509_check_issued without
/// usages).
bool may_have_issued(const Certificate& issuer, const Certificate& certificate);

}  // namespace tlslint::x509
