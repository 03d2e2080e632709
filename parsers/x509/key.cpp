// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/key.hpp"

#include "parsers/x509/algorithms.hpp"
#include "parsers/x509/der.hpp"
#include "parsers/x509/gnutls.hpp"

#include <algorithm>

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
    if (numbers.failed() || !modulus || !exponent) return std::nullopt;
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
std::optional<PublicKey> read_ec(Bytes der, Bytes outer_parameters, Bytes whole, bool pkcs8) {
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
    if (parts.failed() || parameters.empty()) return std::nullopt;
    PublicKey key = ec_key(parameters, point);
    if (!key.id) {
        if (const auto derived = derive(whole, pkcs8)) key.id = derived->id;
    }
    return key;
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
    if (info.failed() || algorithm.failed()) return std::nullopt;

    const KeyAlgorithm* const known = find_key_algorithm(oid.content);
    if (known == nullptr) return PublicKey{};
    PublicKey key{.type = known->type};
    switch (known->type) {
    case KeyType::rsa:
    case KeyType::rsa_pss: return read_rsa(secret.content, known->type);
    case KeyType::ec: return read_ec(secret.content, algorithm.rest(), der, true);
    case KeyType::dsa:
    case KeyType::ed25519:
    case KeyType::ed448: return derive(der, true);
    case KeyType::other: key.algorithm = known->name; break;
    }
    return key;
}

std::optional<PublicKey> read_traditional(std::string_view label, Bytes der) {
    if (label.starts_with("RSA")) return read_rsa(der, KeyType::rsa);
    if (label.starts_with("EC")) return read_ec(der, {}, der, false);
    return read_dsa(der);
}

// ---- encrypted -----------------------------------------------------------------------------

struct Opened {
    KeyProblem problem = KeyProblem::none;
    std::optional<PublicKey> key{};
};

// With one attempt's result per password.
template <class Attempt>
Opened try_passwords(std::span<const std::string_view> passwords, Attempt attempt) {
    if (passwords.empty()) return {KeyProblem::locked};
    Opened opened;
    for (const std::string_view password : passwords) {
        std::string text(password);
        opened = attempt(text);
        wipe(text);
        if (opened.problem != KeyProblem::wrong_password) break;
    }
    return opened;
}

Opened outcome(int result, gnutls_x509_privkey_t handle) {
    switch (result) {
    case GNUTLS_E_SUCCESS:
        if (auto key = public_half(handle)) return {KeyProblem::none, std::move(key)};
        return {KeyProblem::unsupported};
    case GNUTLS_E_UNKNOWN_CIPHER_TYPE:
    case GNUTLS_E_UNKNOWN_PK_ALGORITHM:
    case GNUTLS_E_ECC_UNSUPPORTED_CURVE:
    case GNUTLS_E_UNIMPLEMENTED_FEATURE: return {KeyProblem::unsupported};
    default: return {KeyProblem::wrong_password};  // GnuTLS sees only what decryption made
    }
}

Opened open_pkcs8(Bytes der, std::span<const std::string_view> passwords) {
    start_gnutls();
    const gnutls_datum_t data = datum_of(der);
    unsigned rounds = 0;
    unsigned schema = 0;
    unsigned cipher = 0;
    unsigned char salt[64];
    unsigned salt_size = sizeof salt;
    char* oid = nullptr;
    const int known = gnutls_pkcs8_info(&data, GNUTLS_X509_FMT_DER, &schema, &cipher, salt,
                                        &salt_size, &rounds, &oid);
    gnutls_free(oid);
    if (known == GNUTLS_E_UNKNOWN_CIPHER_TYPE || known == GNUTLS_E_UNIMPLEMENTED_FEATURE) {
        return {passwords.empty() ? KeyProblem::locked : KeyProblem::unsupported};
    }
    if (known < 0) return {KeyProblem::damaged};
    if (passwords.empty()) return {KeyProblem::locked};
    if (rounds > longest_derivation / passwords.size()) return {KeyProblem::too_slow};
    return try_passwords(passwords, [&](const std::string& password) {
        const auto handle = make_handle<KeyHandle, gnutls_x509_privkey_init>();
        if (!handle) return Opened{KeyProblem::unsupported};
        return outcome(gnutls_x509_privkey_import_pkcs8(handle.get(), &data, GNUTLS_X509_FMT_DER,
                                                        password.c_str(), 0),
                       handle.get());
    });
}

void append(SecretBytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

Opened open_traditional(const PemBlock& block, std::span<const std::string_view> passwords) {
    // GnuTLS wants this form as PEM; as the file has it, it may carry what GnuTLS does not
    // take.
    SecretBytes pem;
    append(pem, "-----BEGIN " + std::string(block.label) + "-----\nProc-Type: 4,ENCRYPTED\n");
    append(pem, "DEK-Info: " + block.cipher + "," + block.vector + "\n\n");
    append_base64(pem, block.der);
    append(pem, "-----END " + std::string(block.label) + "-----\n");
    const gnutls_datum_t data = datum_of(pem);
    return try_passwords(passwords, [&](const std::string& password) {
        const auto handle = make_handle<KeyHandle, gnutls_x509_privkey_init>();
        if (!handle) return Opened{KeyProblem::unsupported};
        return outcome(gnutls_x509_privkey_import_openssl(handle.get(), &data, password.c_str()),
                       handle.get());
    });
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
        if (block.headers == PemHeaders::none) {
            settle(read_traditional(block.label, block.der));
            break;
        }
        [[fallthrough]];
    case KeyFormat::encrypted_pkcs8: {
        result.encrypted = true;
        const Opened opened = block.headers == PemHeaders::encrypted
                                  ? open_traditional(block, passwords)
                                  : open_pkcs8(block.der, passwords);
        result.problem = opened.problem;
        result.key = opened.key;
        break;
    }
    }
    return result;
}

}  // namespace tlslint::x509
