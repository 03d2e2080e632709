// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/encrypted_key.hpp"

#include "parsers/text/ascii.hpp"
#include "parsers/x509/der.hpp"
#include "parsers/x509/gnutls.hpp"

#include <gnutls/crypto.h>

#include <algorithm>

namespace tlslint::x509 {
namespace {

// GnuTLS imports encrypted keys too, but calls every failure a failed decryption, and knows neither
// brainpool curves nor how long a derivation may take.

struct Row {
    std::string_view name;  // an OID, or what stands in DEK-Info
    int number;             // GnuTLS's
};

// RFC 8018 B, NIST's CSOR
constexpr Row ciphers_by_oid[] = {
    {"2.16.840.1.101.3.4.1.2", GNUTLS_CIPHER_AES_128_CBC},
    {"2.16.840.1.101.3.4.1.22", GNUTLS_CIPHER_AES_192_CBC},
    {"2.16.840.1.101.3.4.1.42", GNUTLS_CIPHER_AES_256_CBC},
    {"1.2.840.113549.3.7", GNUTLS_CIPHER_3DES_CBC},
    {"1.3.14.3.2.7", GNUTLS_CIPHER_DES_CBC},
};
constexpr Row ciphers_by_name[] = {
    {"AES-128-CBC", GNUTLS_CIPHER_AES_128_CBC},
    {"AES-192-CBC", GNUTLS_CIPHER_AES_192_CBC},
    {"AES-256-CBC", GNUTLS_CIPHER_AES_256_CBC},
    {"DES-EDE3-CBC", GNUTLS_CIPHER_3DES_CBC},
    {"DES-CBC", GNUTLS_CIPHER_DES_CBC},
    {"CAMELLIA-128-CBC", GNUTLS_CIPHER_CAMELLIA_128_CBC},
    {"CAMELLIA-192-CBC", GNUTLS_CIPHER_CAMELLIA_192_CBC},
    {"CAMELLIA-256-CBC", GNUTLS_CIPHER_CAMELLIA_256_CBC},
};
constexpr Row hashes[] = {
    {"1.2.840.113549.2.7", GNUTLS_MAC_SHA1},    {"1.2.840.113549.2.8", GNUTLS_MAC_SHA224},
    {"1.2.840.113549.2.9", GNUTLS_MAC_SHA256},  {"1.2.840.113549.2.10", GNUTLS_MAC_SHA384},
    {"1.2.840.113549.2.11", GNUTLS_MAC_SHA512},
};
constexpr std::string_view pbes2 = "1.2.840.113549.1.5.13", pbkdf2 = "1.2.840.113549.1.5.12";

template <std::size_t size>
const Row* find_row(const Row (&rows)[size], std::string_view name) {
    const auto* const row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& each) {
        return equal_ignoring_case(each.name, name);
    });
    return row == std::end(rows) ? nullptr : row;
}

SecretBytes copy(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

gnutls_cipher_algorithm_t cipher_of(const Encryption& encryption) {
    return static_cast<gnutls_cipher_algorithm_t>(encryption.cipher);
}

bool vector_fits(const Encryption& encryption) {
    return encryption.vector.size() == gnutls_cipher_get_iv_size(cipher_of(encryption));
}

// How often the derivation hashes; more than we are ready for is the largest number.
unsigned read_rounds(DerReader& parameters) {
    const auto digits = unsigned_integer(parameters.take(der::integer).content);
    if (!digits || digits->size() > sizeof(std::uint32_t)) return ~0U;
    std::uint32_t rounds = 0;
    for (const std::uint8_t digit : *digits) rounds = rounds << 8 | digit;
    return rounds;
}

// {salt, rounds, [length of the key], [hash, SHA-1 unless named]} (RFC 8018 A.2)
KeyProblem read_pbkdf2(DerReader parameters, Encryption& encryption) {
    encryption.salt = copy(parameters.take(der::octet_string).content);
    encryption.rounds = read_rounds(parameters);
    parameters.take_if(der::integer);
    if (parameters.failed()) return KeyProblem::damaged;
    encryption.hash = GNUTLS_MAC_SHA1;
    if (!parameters.at_end()) {
        DerReader hash = parameters.enter(der::sequence);
        const Row* const row = find_row(hashes, dotted(hash.take(der::oid).content));
        if (row == nullptr) return KeyProblem::unsupported;
        encryption.hash = row->number;
    }
    return KeyProblem::none;
}

// {{pbkdf2, parameters}, {cipher, vector}} (RFC 8018 A.4)
KeyProblem read_pbes2(DerReader parameters, Encryption& encryption) {
    DerReader derivation = parameters.enter(der::sequence);
    DerReader scheme = parameters.enter(der::sequence);
    const std::string function = dotted(derivation.take(der::oid).content);
    const std::string cipher = dotted(scheme.take(der::oid).content);
    if (derivation.failed() || scheme.failed()) return KeyProblem::damaged;
    const Row* const row = find_row(ciphers_by_oid, cipher);
    if (function != pbkdf2 || row == nullptr) return KeyProblem::unsupported;
    encryption.derivation = Encryption::Derivation::pbkdf2;
    encryption.cipher = row->number;
    encryption.vector = copy(scheme.take(der::octet_string).content);
    if (!vector_fits(encryption)) return KeyProblem::damaged;
    return read_pbkdf2(derivation.enter(der::sequence), encryption);
}

SecretBytes unhex(std::string_view digits) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    SecretBytes bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(value(digits[i]) << 4 | value(digits[i + 1])));
    }
    return bytes;
}

// OpenSSL's EVP_BytesToKey with MD5 and one round: MD5(MD5(… ) password salt), put together.
SecretBytes derive_with_md5(std::string_view password, Bytes salt, std::size_t size) {
    constexpr std::size_t digest_size = 16;
    SecretBytes key;
    SecretBytes input;
    while (key.size() < size) {
        input.assign(key.end() - static_cast<std::ptrdiff_t>(std::min(key.size(), digest_size)),
                     key.end());
        input.insert(input.end(), password.begin(), password.end());
        input.insert(input.end(), salt.begin(), salt.end());
        key.resize(key.size() + digest_size);
        if (gnutls_hash_fast(GNUTLS_DIG_MD5, input.data(), input.size(),
                             key.data() + key.size() - digest_size)
            < 0) {
            return {};
        }
    }
    key.resize(size);
    return key;
}

SecretBytes derive(const Encryption& encryption, std::string_view password) {
    const std::size_t size = gnutls_cipher_get_key_size(cipher_of(encryption));
    if (encryption.derivation == Encryption::Derivation::md5) {
        constexpr std::size_t salt_size = 8;
        const Bytes vector = encryption.vector;
        return derive_with_md5(password, vector.first(std::min(salt_size, vector.size())), size);
    }
    SecretBytes key(size);
    const gnutls_datum_t secret = datum_of(bytes_of(password));
    const gnutls_datum_t salt = datum_of(encryption.salt);
    const auto hash = static_cast<gnutls_mac_algorithm_t>(encryption.hash);
    if (gnutls_pbkdf2(hash, &secret, &salt, encryption.rounds, key.data(), size) < 0) key.clear();
    return key;
}

// Removes n bytes of value n (PKCS#7); false if they are not there.
bool remove_padding(SecretBytes& bytes, std::size_t block_size) {
    const std::size_t count = bytes.empty() ? 0 : bytes.back();
    if (count == 0 || count > block_size || count > bytes.size()) return false;
    const auto padding = bytes.end() - static_cast<std::ptrdiff_t>(count);
    if (!std::all_of(padding, bytes.end(), [&](std::uint8_t each) { return each == count; })) {
        return false;
    }
    bytes.erase(padding, bytes.end());
    return true;
}

}  // namespace

EncryptionFound read_pkcs8_encryption(Bytes der) {
    EncryptionFound found;
    DerReader outer(der);
    DerReader info = outer.enter(der::sequence);
    DerReader algorithm = info.enter(der::sequence);
    const std::string method = dotted(algorithm.take(der::oid).content);
    found.encryption.data = info.take(der::octet_string).content;
    if (info.failed() || algorithm.failed()) {
        found.problem = KeyProblem::damaged;
    } else if (method == pbes2) {
        found.problem = read_pbes2(algorithm.enter(der::sequence), found.encryption);
    } else {
        // The older methods, {salt, rounds}: GnuTLS has them.
        DerReader parameters = algorithm.enter(der::sequence);
        parameters.take(der::octet_string);
        found.encryption.derivation = Encryption::Derivation::library;
        found.encryption.rounds = read_rounds(parameters);
        if (parameters.failed()) found.problem = KeyProblem::unsupported;
    }
    if (found.problem == KeyProblem::none && found.encryption.rounds > longest_derivation) {
        found.problem = KeyProblem::too_slow;
    }
    return found;
}

EncryptionFound read_pem_encryption(const PemBlock& block) {
    const Row* const row = find_row(ciphers_by_name, block.cipher);
    if (row == nullptr) return {KeyProblem::unsupported};
    EncryptionFound found;
    found.encryption.cipher = row->number;
    found.encryption.data = block.der;
    const std::size_t size = gnutls_cipher_get_iv_size(cipher_of(found.encryption));
    found.encryption.vector = unhex(std::string_view(block.vector).substr(0, 2 * size));
    if (!vector_fits(found.encryption)) found.problem = KeyProblem::damaged;
    return found;
}

SecretBytes decrypt(const Encryption& encryption, std::string_view password) {
    start_gnutls();
    const std::size_t block_size = gnutls_cipher_get_block_size(cipher_of(encryption));
    if (block_size == 0 || encryption.data.empty() || encryption.data.size() % block_size != 0) {
        return {};
    }
    const SecretBytes key = derive(encryption, password);
    const gnutls_datum_t secret = datum_of(key);
    const gnutls_datum_t vector = datum_of(encryption.vector);
    gnutls_cipher_hd_t handle = nullptr;
    if (key.empty() || gnutls_cipher_init(&handle, cipher_of(encryption), &secret, &vector) < 0) {
        return {};
    }
    SecretBytes plain = copy(encryption.data);
    const int done = gnutls_cipher_decrypt(handle, plain.data(), plain.size());
    gnutls_cipher_deinit(handle);
    if (done < 0 || !remove_padding(plain, block_size)) return {};
    return plain;
}

}  // namespace tlslint::x509
