// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/public_key.hpp"

#include "parsers/x509/algorithms.hpp"
#include "parsers/x509/der.hpp"
#include "parsers/x509/library.hpp"

#include <algorithm>

namespace tlslint::x509 {
namespace {

// Names and orders as `openssl ecparam -list_curves` and `openssl pkey -text` give them.
constexpr Curve curves[] = {
    {"1.2.840.10045.3.1.7", "prime256v1", 256},
    {"1.3.132.0.34", "secp384r1", 384},
    {"1.3.132.0.35", "secp521r1", 521},
    {"1.3.132.0.10", "secp256k1", 256},
    {"1.3.132.0.33", "secp224r1", 224},
    {"1.2.840.10045.3.1.1", "prime192v1", 192},
    {"1.3.36.3.3.2.8.1.1.1", "brainpoolP160r1", 160},
    {"1.3.36.3.3.2.8.1.1.3", "brainpoolP192r1", 192},
    {"1.3.36.3.3.2.8.1.1.5", "brainpoolP224r1", 224},
    {"1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256},
    {"1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1", 256},
    {"1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1", 320},
    {"1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384},
    {"1.3.36.3.3.2.8.1.1.12", "brainpoolP384t1", 384},
    {"1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512},
    {"1.3.36.3.3.2.8.1.1.14", "brainpoolP512t1", 512},
    {"1.3.132.0.26", "sect233k1", 232},
    {"1.3.132.0.27", "sect233r1", 233},
    {"1.3.132.0.16", "sect283k1", 281},
    {"1.3.132.0.17", "sect283r1", 282},
    {"1.3.132.0.36", "sect409k1", 407},
    {"1.3.132.0.37", "sect409r1", 409},
    {"1.3.132.0.38", "sect571k1", 570},
    {"1.3.132.0.39", "sect571r1", 570},
    {"1.2.156.10197.1.301", "SM2", 256},
};

// RFC 3279, 4055, 5480, 8410, 9881, 9909; RFC 4491 and 9215 for GOST.
constexpr KeyAlgorithm key_algorithms[] = {
    {"1.2.840.113549.1.1.1", KeyType::rsa, "RSA"},
    {"1.2.840.10045.2.1", KeyType::ec, "EC"},
    {"1.3.101.112", KeyType::ed25519, "Ed25519"},
    {"1.3.101.113", KeyType::ed448, "Ed448"},
    {"1.2.840.113549.1.1.10", KeyType::rsa_pss, "RSA-PSS"},
    {"1.2.840.10040.4.1", KeyType::dsa, "DSA"},
    {"1.3.101.110", KeyType::other, "X25519"},
    {"1.3.101.111", KeyType::other, "X448"},
    {"1.2.840.113549.1.3.1", KeyType::other, "DH"},
    {"1.2.840.10046.2.1", KeyType::other, "X9.42 DH"},
    {"2.16.840.1.101.3.4.3.17", KeyType::other, "ML-DSA-44"},
    {"2.16.840.1.101.3.4.3.18", KeyType::other, "ML-DSA-65"},
    {"2.16.840.1.101.3.4.3.19", KeyType::other, "ML-DSA-87"},
    {"1.2.643.2.2.19", KeyType::other, "GOST R 34.10-2001"},
    {"1.2.643.7.1.1.1.1", KeyType::other, "GOST R 34.10-2012"},
    {"1.2.643.7.1.1.1.2", KeyType::other, "GOST R 34.10-2012"},
};

template <class Row, std::size_t size>
const Row* find_row(const Row (&rows)[size], Bytes oid) {
    const std::string text = dotted(oid);
    const auto* const row = std::find_if(std::begin(rows), std::end(rows),
                                         [&](const Row& each) { return each.oid == text; });
    return row == std::end(rows) ? nullptr : row;
}

constexpr std::uint8_t rsa_oid[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
constexpr std::uint8_t rsa_pss_oid[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A};
constexpr std::uint8_t ec_oid[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};

void append(SecretBytes& out, Bytes more) {
    out.insert(out.end(), more.begin(), more.end());
}

// An INTEGER again from digits without leading zeros.
void append_number(SecretBytes& out, Bytes digits) {
    SecretBytes content;
    if (digits.empty() || (digits[0] & 0x80) != 0) content.push_back(0);
    append(content, digits);
    append_der(out, der::integer, content);
}

// RFC 3279 2.3.2: {p, q, g}; they may be inherited from the issuer.
int prime_bits(Bytes parameters) {
    DerReader reader(parameters);
    DerReader numbers = reader.enter(der::sequence);
    const auto prime = unsigned_integer(numbers.take(der::integer).content);
    return prime ? bit_length(*prime) : 0;
}

}  // namespace

std::string_view name(KeyType type) {
    switch (type) {
    case KeyType::rsa: return "RSA";
    case KeyType::rsa_pss: return "RSA-PSS";
    case KeyType::dsa: return "DSA";
    case KeyType::ec: return "ECDSA";
    case KeyType::ed25519: return "Ed25519";
    case KeyType::ed448: return "Ed448";
    case KeyType::other: break;
    }
    return "other";
}

const Curve* find_curve(Bytes oid) {
    return find_row(curves, oid);
}

const KeyAlgorithm* find_key_algorithm(Bytes oid) {
    return find_row(key_algorithms, oid);
}

Sha256 key_id(Bytes algorithm_identifier, Bytes public_bits) {
    SecretBytes content(algorithm_identifier.begin(), algorithm_identifier.end());
    SecretBytes bits{0};
    append(bits, public_bits);
    append_der(content, der::bit_string, bits);
    SecretBytes spki;
    append_der(spki, der::sequence, content);
    return sha256(spki);
}

PublicKey rsa_key(KeyType type, Bytes modulus, Bytes exponent) {
    SecretBytes numbers;
    append_number(numbers, modulus);
    append_number(numbers, exponent);
    SecretBytes pair;
    append_der(pair, der::sequence, numbers);
    // Without the parameters of RSA-PSS: keys and certificates restrict themselves each on its own.
    SecretBytes content;
    if (type == KeyType::rsa_pss) {
        append_der(content, der::oid, rsa_pss_oid);
    } else {
        append_der(content, der::oid, rsa_oid);
        append_der(content, der::null, {});
    }
    SecretBytes algorithm;
    append_der(algorithm, der::sequence, content);
    return {.type = type, .bits = bit_length(modulus), .id = key_id(algorithm, pair)};
}

PublicKey ec_key(Bytes parameters, Bytes point) {
    PublicKey key{.type = KeyType::ec};
    DerReader reader(parameters);
    if (const auto oid = reader.take_if(der::oid)) {
        if (const Curve* const curve = find_curve(oid->content)) {
            key.curve = curve->name;
            key.bits = curve->bits;
        }
    } else {
        // Spelled out (X9.62 ECParameters): {version, field, curve, base, order, …}
        DerReader spelled = reader.enter(der::sequence);
        spelled.take(der::integer);
        spelled.take(der::sequence);
        spelled.take(der::sequence);
        spelled.take(der::octet_string);
        if (const auto order = unsigned_integer(spelled.take(der::integer).content)) {
            key.bits = bit_length(*order);
        }
    }
    constexpr std::uint8_t uncompressed = 4;
    if (point.size() > 1 && point[0] == uncompressed) {
        SecretBytes content;
        append_der(content, der::oid, ec_oid);
        append(content, parameters);
        SecretBytes algorithm;
        append_der(algorithm, der::sequence, content);
        key.id = key_id(algorithm, point);
    }
    return key;
}

std::optional<PublicKey> parse_public_key(Bytes spki) {
    DerReader reader(spki);
    DerReader info = reader.enter(der::sequence);
    const DerValue identifier = info.take(der::sequence);
    const auto bits = whole_bytes(info.take(der::bit_string).content);
    DerReader algorithm(identifier.content);
    const DerValue oid = algorithm.take(der::oid);
    if (info.failed() || algorithm.failed() || !bits) return std::nullopt;

    const KeyAlgorithm* const known = find_key_algorithm(oid.content);
    PublicKey key;
    if (known != nullptr) {
        key.type = known->type;
        if (known->type == KeyType::other) key.algorithm = known->name;
    }
    switch (key.type) {
    case KeyType::rsa:
    case KeyType::rsa_pss: {
        DerReader outer(*bits);
        DerReader numbers = outer.enter(der::sequence);
        const auto modulus = unsigned_integer(numbers.take(der::integer).content);
        const auto exponent = unsigned_integer(numbers.take(der::integer).content);
        if (!modulus || !exponent) return std::nullopt;
        return rsa_key(key.type, *modulus, *exponent);
    }
    case KeyType::ec: return ec_key(algorithm.rest(), *bits);
    case KeyType::dsa: key.bits = prime_bits(algorithm.rest()); break;
    case KeyType::ed25519: key.bits = 256; break;
    case KeyType::ed448: key.bits = 456; break;
    case KeyType::other: break;
    }
    key.id = key_id(identifier.whole, *bits);
    return key;
}

}  // namespace tlslint::x509
