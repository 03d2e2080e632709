// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/der.hpp"
#include "parsers/x509/extensions.hpp"

#include <algorithm>

namespace tlslint::x509 {
namespace {

struct Row {
    std::string_view oid;
    std::string_view name;
    Digest digest;
};

// RFC 3279, 4055, 5758, 8410, 9881; names as in OpenSSL's crypto/objects/objects.txt.
constexpr Row rows[] = {
    {"1.2.840.113549.1.1.11", "sha256WithRSAEncryption", Digest::sha256},
    {"1.2.840.10045.4.3.2", "ecdsa-with-SHA256", Digest::sha256},
    {"1.2.840.10045.4.3.3", "ecdsa-with-SHA384", Digest::sha384},
    {"1.2.840.10045.4.3.4", "ecdsa-with-SHA512", Digest::sha512},
    {"1.2.840.113549.1.1.12", "sha384WithRSAEncryption", Digest::sha384},
    {"1.2.840.113549.1.1.13", "sha512WithRSAEncryption", Digest::sha512},
    {"1.2.840.113549.1.1.14", "sha224WithRSAEncryption", Digest::sha224},
    {"1.2.840.113549.1.1.5", "sha1WithRSAEncryption", Digest::sha1},
    {"1.3.14.3.2.29", "sha1WithRSA", Digest::sha1},
    {"1.2.840.113549.1.1.4", "md5WithRSAEncryption", Digest::md5},
    {"1.2.840.113549.1.1.2", "md2WithRSAEncryption", Digest::md2},
    {"1.2.840.10045.4.1", "ecdsa-with-SHA1", Digest::sha1},
    {"1.2.840.10045.4.3.1", "ecdsa-with-SHA224", Digest::sha224},
    {"1.3.101.112", "ED25519", Digest::none},
    {"1.3.101.113", "ED448", Digest::none},
    {"1.2.840.10040.4.3", "dsaWithSHA1", Digest::sha1},
    {"2.16.840.1.101.3.4.3.1", "dsa_with_SHA224", Digest::sha224},
    {"2.16.840.1.101.3.4.3.2", "dsa_with_SHA256", Digest::sha256},
    {"2.16.840.1.101.3.4.3.17", "ML-DSA-44", Digest::none},
    {"2.16.840.1.101.3.4.3.18", "ML-DSA-65", Digest::none},
    {"2.16.840.1.101.3.4.3.19", "ML-DSA-87", Digest::none},
};
constexpr std::string_view rsa_pss = "1.2.840.113549.1.1.10";

constexpr Row digests[] = {
    {"1.3.14.3.2.26", "", Digest::sha1},
    {"2.16.840.1.101.3.4.2.1", "", Digest::sha256},
    {"2.16.840.1.101.3.4.2.2", "", Digest::sha384},
    {"2.16.840.1.101.3.4.2.3", "", Digest::sha512},
    {"2.16.840.1.101.3.4.2.4", "", Digest::sha224},
};

template <std::size_t size>
const Row* find_row(const Row (&table)[size], std::string_view oid) {
    const auto* const row = std::find_if(std::begin(table), std::end(table),
                                         [&](const Row& each) { return each.oid == oid; });
    return row == std::end(table) ? nullptr : row;
}

// RFC 4055 3.1: {[0] hash, …}, SHA-1 unless another is named.
Digest digest_of_pss(DerReader algorithm) {
    if (algorithm.at_end()) return Digest::other;
    DerReader parameters = algorithm.enter(der::sequence);
    const auto hash = parameters.take_if(der::context(0));
    if (!hash) return parameters.failed() ? Digest::other : Digest::sha1;
    DerReader inner(hash->content);
    DerReader identifier = inner.enter(der::sequence);
    const Row* const row = find_row(digests, dotted(identifier.take(der::oid).content));
    return row == nullptr ? Digest::other : row->digest;
}

}  // namespace

std::string_view name(Digest digest) {
    switch (digest) {
    case Digest::none: return "none";
    case Digest::md2: return "MD2";
    case Digest::md5: return "MD5";
    case Digest::sha1: return "SHA-1";
    case Digest::sha224: return "SHA-224";
    case Digest::sha256: return "SHA-256";
    case Digest::sha384: return "SHA-384";
    case Digest::sha512: return "SHA-512";
    case Digest::other: break;
    }
    return "other";
}

SignatureAlgorithm read_signature_algorithm(Bytes identifier, Arena& arena) {
    DerReader algorithm(identifier);
    const std::string oid = dotted(algorithm.take(der::oid).content);
    if (oid == rsa_pss) return {"rsassaPss", digest_of_pss(algorithm)};
    const Row* const row = find_row(rows, oid);
    if (row == nullptr) return {arena.keep(std::string_view(oid)), Digest::other};
    return {row->name, row->digest};
}

}  // namespace tlslint::x509
