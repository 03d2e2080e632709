// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/public_key.hpp"

namespace tlslint::x509 {

// Names of algorithms, for this folder.

struct Curve {
    std::string_view oid;
    std::string_view name;  // OpenSSL's
    int bits;               // of the order
};
/// Null if unknown. Takes the content of an OBJECT IDENTIFIER.
const Curve* find_curve(Bytes oid);

struct KeyAlgorithm {
    std::string_view oid;
    KeyType type;
    std::string_view name;
};
/// Null if unknown.
const KeyAlgorithm* find_key_algorithm(Bytes oid);

/// The id of a key from its parts: algorithm identifier and public bits as DER.
Sha256 key_id(Bytes algorithm_identifier, Bytes public_bits);
/// RSA's number pair (RSAPublicKey) as a key with an id.
PublicKey rsa_key(KeyType type, Bytes modulus, Bytes exponent);
/// `parameters` is the value that names or spells out the curve, `point` the public one; may be
/// empty.
PublicKey ec_key(Bytes parameters, Bytes point);

}  // namespace tlslint::x509
