// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/strength.hpp"

#include "parsers/openssl/levels.hpp"

#include <optional>

namespace tlslint {
namespace {

std::optional<openssl::KeyType> key_type(x509::KeyType type) {
    switch (type) {
    case x509::KeyType::rsa:
    case x509::KeyType::rsa_pss: return openssl::KeyType::rsa;
    case x509::KeyType::dsa: return openssl::KeyType::dsa;
    case x509::KeyType::ec: return openssl::KeyType::ec;
    case x509::KeyType::ed25519: return openssl::KeyType::ed25519;
    case x509::KeyType::ed448: return openssl::KeyType::ed448;
    case x509::KeyType::other: break;
    }
    return std::nullopt;
}

std::optional<openssl::Digest> digest(x509::Digest digest) {
    switch (digest) {
    case x509::Digest::md5: return openssl::Digest::md5;
    case x509::Digest::sha1: return openssl::Digest::sha1;
    case x509::Digest::sha224: return openssl::Digest::sha224;
    case x509::Digest::sha256: return openssl::Digest::sha256;
    case x509::Digest::sha384: return openssl::Digest::sha384;
    case x509::Digest::sha512: return openssl::Digest::sha512;
    case x509::Digest::none:
    case x509::Digest::md2:
    case x509::Digest::other: break;
    }
    return std::nullopt;
}

}  // namespace

bool is_too_weak(const x509::PublicKey& key, const openssl::Library& library, int level) {
    const auto type = key_type(key.type);
    return type && key.bits > 0 && !openssl::key_allowed(*type, key.bits, library.version, level);
}

std::string_view too_weak(const x509::Certificate& certificate, bool leaf,
                          const openssl::Library& library, int level) {
    if (is_too_weak(certificate.key, library, level))
        return leaf ? "ee key too small" : "ca key too small";
    const auto hash = digest(certificate.signature.digest);
    if (certificate.self_signed || !hash) return "";
    return openssl::digest_allowed(*hash, library.version, level).value_or(true) ? ""
                                                                                 : "ca md too weak";
}

}  // namespace tlslint
