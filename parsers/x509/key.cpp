// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/key.hpp"

#include "parsers/x509/algorithms.hpp"
#include "parsers/x509/der.hpp"
#include "parsers/x509/encrypted_key.hpp"
#include "parsers/x509/gnutls.hpp"

namespace tlslint::x509 {
namespace {

// RFC 8017 A.1.2: {version, n, e, d, …}
std::optional<PublicKey> read_rsa(Bytes der, KeyType type) {
    DerReader outer(der);
    DerReader numbers = outer.enter(der::sequence);
    numbers.take(der::integer);
    const auto modulus = unsigned_integer(numbers.take(der::integer).content);
    const auto exponent = unsigned_integer(numbers.take(der::integer).content);
    constexpr int others = 6;  // d, p, q and what goes with them: OpenSSL wants them all
    for (int i = 0; i < others; ++i) numbers.take(der::integer);
    numbers.take_if(der::sequence);  // of keys with more than two primes
    if (!numbers.done() || !modulus || !exponent) return std::nullopt;
    return rsa_key(type, *modulus, *exponent);
}

// The public half that GnuTLS works out.
std::optional<PublicKey> public_half(gnutls_x509_privkey_t handle) {
    const auto any = make_handle<AnyKeyHandle, gnutls_privkey_init>();
    const auto half = make_handle<PublicKeyHandle, gnutls_pubkey_init>();
    Datum spki;
    if (!any || !half || gnutls_privkey_import_x509(any.get(), handle, 0) < 0
        || gnutls_pubkey_import_privkey(half.get(), any.get(), 0, 0) < 0
        || gnutls_pubkey_export2(half.get(), GNUTLS_X509_FMT_DER, spki.out()) < 0) {
        return std::nullopt;
    }
    return parse_public_key(spki.bytes());
}

std::optional<PublicKey> derive(Bytes der, bool pkcs8) {
    DerReader reader(der);
    der = reader.take(der::sequence).whole;  // what follows is ignored, but not by GnuTLS
    const auto handle = make_handle<KeyHandle, gnutls_x509_privkey_init>();
    if (!handle) return std::nullopt;
    const gnutls_datum_t data = datum_of(der);
    const int imported =
        pkcs8 ? gnutls_x509_privkey_import_pkcs8(handle.get(), &data, GNUTLS_X509_FMT_DER, nullptr,
                                                 GNUTLS_PKCS_PLAIN)
              : gnutls_x509_privkey_import(handle.get(), &data, GNUTLS_X509_FMT_DER);
    return imported < 0 ? std::nullopt : public_half(handle.get());
}

// RFC 5915: {1, secret, [0] parameters, [1] public key}. In PKCS#8 the parameters stand outside.
// Without the public key, which hardly any tool leaves out, there is no id.
std::optional<PublicKey> read_ec(Bytes der, Bytes outer_parameters) {
    DerReader outer(der);
    DerReader parts = outer.enter(der::sequence);
    parts.take(der::integer);
    parts.take(der::octet_string);
    Bytes parameters = outer_parameters;
    if (const auto inner = parts.take_if(der::context(0))) parameters = inner->content;
    Bytes point;
    if (const auto half = parts.take_if(der::context(1))) {
        DerReader bits(half->content);
        point = whole_bytes(bits.take(der::bit_string).content).value_or(Bytes());
    }
    if (!parts.done() || parameters.empty()) return std::nullopt;
    return ec_key(parameters, point);
}

// {0, p, q, g, y, x}
std::optional<PublicKey> read_dsa(Bytes der) {
    DerReader outer(der);
    DerReader numbers = outer.enter(der::sequence);
    numbers.take(der::integer);
    const auto prime = unsigned_integer(numbers.take(der::integer).content);
    if (numbers.failed() || !prime) return std::nullopt;
    PublicKey key{.type = KeyType::dsa, .bits = bit_length(*prime)};
    if (const auto derived = derive(der, false)) key.id = derived->id;
    return key;
}

// RFC 5958: {version, {algorithm, parameters}, secret, …}
std::optional<PublicKey> read_pkcs8(Bytes der) {
    DerReader outer(der);
    DerReader info = outer.enter(der::sequence);
    info.take(der::integer);
    DerReader algorithm = info.enter(der::sequence);
    const DerValue oid = algorithm.take(der::oid);
    const DerValue secret = info.take(der::octet_string);
    info.take_if(der::context(0));  // attributes
    info.take_if(der::context_primitive(1));
    if (!info.done() || algorithm.failed()) return std::nullopt;

    const KeyAlgorithm* const known = find_key_algorithm(oid.content);
    if (known == nullptr) return PublicKey{};
    PublicKey key{.type = known->type};
    switch (known->type) {
    case KeyType::rsa:
    case KeyType::rsa_pss: return read_rsa(secret.content, known->type);
    case KeyType::ec: return read_ec(secret.content, algorithm.rest());
    case KeyType::dsa:
    case KeyType::ed25519:
    case KeyType::ed448: return derive(der, true);
    case KeyType::other: key.algorithm = known->name; break;
    }
    return key;
}

std::optional<PublicKey> read_traditional(std::string_view label, Bytes der) {
    if (label.starts_with("RSA")) return read_rsa(der, KeyType::rsa);
    if (label.starts_with("EC")) return read_ec(der, {});
    return read_dsa(der);
}

struct Opened {
    KeyProblem problem = KeyProblem::none;
    std::optional<PublicKey> key{};
};

// The methods that were there before PBES2, with what GnuTLS knows.
std::optional<PublicKey> open_with_gnutls(Bytes der, std::string_view password) {
    const auto handle = make_handle<KeyHandle, gnutls_x509_privkey_init>();
    std::string text(password);  // with a NUL behind
    const gnutls_datum_t data = datum_of(der);
    const bool imported = handle
                          && gnutls_x509_privkey_import_pkcs8(handle.get(), &data,
                                                              GNUTLS_X509_FMT_DER, text.c_str(), 0)
                                 >= 0;
    wipe(text);
    return imported ? public_half(handle.get()) : std::nullopt;
}

Opened open(const PemBlock& block, std::span<const std::string_view> passwords) {
    const bool pkcs8 = block.headers != PemHeaders::encrypted;
    const EncryptionFound found =
        pkcs8 ? read_pkcs8_encryption(block.der) : read_pem_encryption(block);
    if (found.problem == KeyProblem::damaged) return {KeyProblem::damaged};
    if (passwords.empty()) return {KeyProblem::locked};
    if (found.problem != KeyProblem::none) return {found.problem};
    if (found.encryption.rounds > longest_derivation / passwords.size()) {
        return {KeyProblem::too_slow};
    }
    for (const std::string_view password : passwords) {
        std::optional<PublicKey> key;
        if (found.encryption.derivation == Encryption::Derivation::library) {
            key = open_with_gnutls(block.der, password);
        } else {
            const SecretBytes plain = decrypt(found.encryption, password);
            key = plain.empty() ? std::nullopt
                  : pkcs8       ? read_pkcs8(plain)
                                : read_traditional(block.label, plain);
        }
        if (key) return {KeyProblem::none, key};
    }
    return {KeyProblem::wrong_password};
}

}  // namespace

std::optional<KeyFormat> key_format(std::string_view label) {
    if (label == "PRIVATE KEY") return KeyFormat::pkcs8;
    if (label == "ENCRYPTED PRIVATE KEY") return KeyFormat::encrypted_pkcs8;
    if (label == "RSA PRIVATE KEY" || label == "EC PRIVATE KEY" || label == "DSA PRIVATE KEY") {
        return KeyFormat::traditional;
    }
    if (label == "OPENSSH PRIVATE KEY" || label == "SSH2 ENCRYPTED PRIVATE KEY") {
        return KeyFormat::openssh;
    }
    if (label == "TSS2 PRIVATE KEY" || label == "TSS2 KEY BLOB") return KeyFormat::hardware;
    if (label.ends_with(" PRIVATE KEY")) return KeyFormat::other;
    return std::nullopt;
}

std::string_view describe(KeyProblem problem) {
    switch (problem) {
    case KeyProblem::none: return "nothing wrong";
    case KeyProblem::locked: return "encrypted";
    case KeyProblem::wrong_password: return "encrypted with another password";
    case KeyProblem::unsupported: return "of a kind that cannot be opened here";
    case KeyProblem::too_slow: return "encrypted with too many rounds to be opened here";
    case KeyProblem::damaged: return "damaged";
    case KeyProblem::unknown_format: return "in a format that servers do not read";
    }
    return "";
}

PrivateKey parse_private_key(const PemBlock& block, std::span<const std::string_view> passwords) {
    PrivateKey result{.format = key_format(block.label).value_or(KeyFormat::other)};
    if (block.problem != PemProblem::none || block.headers == PemHeaders::unknown) {
        result.problem = KeyProblem::damaged;
        return result;
    }
    const auto settle = [&](std::optional<PublicKey> key) {
        if (!key) result.problem = KeyProblem::damaged;
        result.key = std::move(key);
    };
    switch (result.format) {
    case KeyFormat::openssh:
    case KeyFormat::other: result.problem = KeyProblem::unknown_format; break;
    case KeyFormat::hardware: result.problem = KeyProblem::unsupported; break;
    case KeyFormat::pkcs8: settle(read_pkcs8(block.der)); break;
    case KeyFormat::traditional:
        if (block.headers != PemHeaders::encrypted) {
            settle(read_traditional(block.label, block.der));
            break;
        }
        [[fallthrough]];
    case KeyFormat::encrypted_pkcs8: {
        result.encrypted = true;
        const Opened opened = open(block, passwords);
        result.problem = opened.problem;
        result.key = opened.key;
        break;
    }
    }
    return result;
}

}  // namespace tlslint::x509
