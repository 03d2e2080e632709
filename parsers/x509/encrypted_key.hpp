// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/key.hpp"

namespace tlslint::x509 {

// Decryption of private keys, for this folder.

/// The method that a key is encrypted with, as far as it can be opened here.
struct Encryption {
    enum class Derivation : std::uint8_t { md5, pbkdf2, library } derivation = Derivation::md5;
    int cipher = 0;  // GnuTLS numbers
    int hash = 0;
    unsigned rounds = 1;
    SecretBytes salt{};
    SecretBytes vector{};
    Bytes data{};
};
struct EncryptionFound {
    KeyProblem problem = KeyProblem::none;  // unsupported or damaged
    Encryption encryption{};
};

/// Of an EncryptedPrivateKeyInfo (RFC 5958 3), as DER.
EncryptionFound read_pkcs8_encryption(Bytes der);
/// Of a traditional key with Proc-Type and DEK-Info.
EncryptionFound read_pem_encryption(const PemBlock& block);

/// What the password makes of the key; empty if it is the wrong one. The right length and padding
/// come out by chance too: it may still be no key.
SecretBytes decrypt(const Encryption& encryption, std::string_view password);

}  // namespace tlslint::x509
