// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tlslint::test {

// Makes keys and certificates for tests, in memory and within milliseconds. GnuTLS makes them, so
// that what reads them is not what wrote them.

enum class KeyKind { rsa, rsa_1024, ec, ec_384, ec_224, ed25519 };
/// PKCS#8, PEM. RSA takes a tenth of a second: ask once.
std::string make_key(KeyKind kind);

/// Bits of the key usage extension as GnuTLS has them.
constexpr unsigned digital_signature = 128, key_encipherment = 32, certificate_signing = 4,
                   crl_signing = 2;

/// A certificate and its key, both PEM.
struct Credential {
    std::string certificate;
    std::string key;
};

struct CertificateOptions {
    struct Extension {
        std::string oid;
        std::string der;
        bool critical = false;
    };
    std::string subject = "CN=example.org";  // RFC 4514
    std::vector<std::string> dns;
    std::vector<std::string> addresses;  // "192.0.2.1"
    std::chrono::sys_days not_before = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    std::chrono::sys_days not_after = std::chrono::sys_days(std::chrono::year(2026) / 4 / 1);
    std::string serial = "\x12\x34\x56";
    bool ca = false;
    int path_length = -1;                       // none
    std::vector<std::string> usages;            // OIDs
    unsigned key_usage = 0;                     // of the bits above; 0: no extension
    std::string ocsp_url, issuer_url, crl_url;  // "": none
    bool must_staple = false;
    bool key_identifiers = true;
    bool sha1 = false;
    std::vector<Extension> extensions;
};

/// Without an issuer it is self-signed.
Credential make_certificate(const CertificateOptions& options, const std::string& key,
                            const Credential* issuer);

/// A small authority of elliptic curves, made once: root and intermediate, and a key of each kind.
struct Pki {
    Credential root;
    Credential intermediate;
    std::string rsa_key, ec_key, ed25519_key;

    [[nodiscard]] Credential leaf(const CertificateOptions& options, const std::string& key) const {
        return make_certificate(options, key, &intermediate);
    }
};
const Pki& pki();

}  // namespace tlslint::test
