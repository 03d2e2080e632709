// SPDX-License-Identifier: Apache-2.0
#include "tests/support/certificates.hpp"

#include <gnutls/gnutls.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>

#include <arpa/inet.h>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace tlslint::test {
namespace {

static_assert(digital_signature == GNUTLS_KEY_DIGITAL_SIGNATURE
              && key_encipherment == GNUTLS_KEY_KEY_ENCIPHERMENT
              && certificate_signing == GNUTLS_KEY_KEY_CERT_SIGN
              && crl_signing == GNUTLS_KEY_CRL_SIGN);

void require(int result) {
    if (result < 0) throw std::runtime_error(gnutls_strerror(result));
}

using KeyHandle = std::unique_ptr<std::remove_pointer_t<gnutls_x509_privkey_t>,
                                  decltype(&gnutls_x509_privkey_deinit)>;
using CertificateHandle =
    std::unique_ptr<std::remove_pointer_t<gnutls_x509_crt_t>, decltype(&gnutls_x509_crt_deinit)>;

KeyHandle new_key() {
    require(gnutls_global_init());
    gnutls_x509_privkey_t key = nullptr;
    require(gnutls_x509_privkey_init(&key));
    return {key, gnutls_x509_privkey_deinit};
}

CertificateHandle new_certificate() {
    require(gnutls_global_init());
    gnutls_x509_crt_t certificate = nullptr;
    require(gnutls_x509_crt_init(&certificate));
    return {certificate, gnutls_x509_crt_deinit};
}

gnutls_datum_t datum(const std::string& text) {
    return {reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())),
            static_cast<unsigned>(text.size())};
}

std::string taken(gnutls_datum_t bytes) {
    std::string text(reinterpret_cast<const char*>(bytes.data), bytes.size);
    gnutls_free(bytes.data);
    return text;
}

KeyHandle read_key(const std::string& pem) {
    KeyHandle key = new_key();
    const gnutls_datum_t data = datum(pem);
    require(gnutls_x509_privkey_import(key.get(), &data, GNUTLS_X509_FMT_PEM));
    return key;
}

CertificateHandle read_certificate(const std::string& pem) {
    CertificateHandle certificate = new_certificate();
    const gnutls_datum_t data = datum(pem);
    require(gnutls_x509_crt_import(certificate.get(), &data, GNUTLS_X509_FMT_PEM));
    return certificate;
}

void set_names(gnutls_x509_crt_t certificate, const CertificateOptions& options) {
    for (const std::string& name : options.dns) {
        require(gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, name.data(),
                                                     static_cast<unsigned>(name.size()),
                                                     GNUTLS_FSAN_APPEND));
    }
    for (const std::string& address : options.addresses) {
        unsigned char bytes[16];
        const bool six = address.find(':') != std::string::npos;
        if (inet_pton(six ? AF_INET6 : AF_INET, address.c_str(), bytes) != 1) {
            throw std::runtime_error("no address: " + address);
        }
        require(gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, bytes,
                                                     six ? 16 : 4, GNUTLS_FSAN_APPEND));
    }
}

void set_urls(gnutls_x509_crt_t certificate, const CertificateOptions& options) {
    const auto access = [&](int what, const std::string& url) {
        const gnutls_datum_t data = datum(url);
        if (!url.empty()) {
            require(gnutls_x509_crt_set_authority_info_access(certificate, what,
                                                              const_cast<gnutls_datum_t*>(&data)));
        }
    };
    access(GNUTLS_IA_OCSP_URI, options.ocsp_url);
    access(GNUTLS_IA_CAISSUERS_URI, options.issuer_url);
    if (!options.crl_url.empty()) {
        require(gnutls_x509_crt_set_crl_dist_points2(
            certificate, GNUTLS_SAN_URI, options.crl_url.data(),
            static_cast<unsigned>(options.crl_url.size()), 0));
    }
}

void set_extensions(gnutls_x509_crt_t certificate, const CertificateOptions& options) {
    if (options.ca || options.path_length >= 0) {
        require(gnutls_x509_crt_set_basic_constraints(certificate, options.ca ? 1 : 0,
                                                      options.path_length));
    }
    if (options.key_usage != 0) {
        require(gnutls_x509_crt_set_key_usage(certificate, options.key_usage));
    }
    for (const std::string& usage : options.usages) {
        require(gnutls_x509_crt_set_key_purpose_oid(certificate, usage.c_str(), 0));
    }
    if (options.must_staple) {
        constexpr char status_request[] = "\x30\x03\x02\x01\x05";
        require(gnutls_x509_crt_set_extension_by_oid(certificate, "1.3.6.1.5.5.7.1.24",
                                                     status_request, 5, 0));
    }
    for (const auto& extension : options.extensions) {
        require(gnutls_x509_crt_set_extension_by_oid(certificate, extension.oid.c_str(),
                                                     extension.der.data(), extension.der.size(),
                                                     extension.critical ? 1 : 0));
    }
}

void set_identifiers(gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer) {
    unsigned char id[64];
    std::size_t size = sizeof id;
    require(gnutls_x509_crt_get_key_id(certificate, 0, id, &size));
    require(gnutls_x509_crt_set_subject_key_id(certificate, id, size));
    size = sizeof id;
    require(gnutls_x509_crt_get_key_id(issuer, 0, id, &size));
    require(gnutls_x509_crt_set_authority_key_id(certificate, id, size));
}

}  // namespace

std::string make_key(KeyKind kind) {
    struct Row {
        gnutls_pk_algorithm_t algorithm;
        unsigned bits;
    };
    constexpr Row rows[] = {
        {GNUTLS_PK_RSA, 2048},
        {GNUTLS_PK_RSA, 1024},
        {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1)},
        {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1)},
        {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP224R1)},
        {GNUTLS_PK_EDDSA_ED25519, 0},
    };
    const Row& row = rows[static_cast<std::size_t>(kind)];
    const KeyHandle key = new_key();
    const unsigned bits =
        kind == KeyKind::ed25519 ? GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519) : row.bits;
    require(gnutls_x509_privkey_generate(key.get(), row.algorithm, bits, 0));
    gnutls_datum_t pem{};
    require(gnutls_x509_privkey_export2_pkcs8(key.get(), GNUTLS_X509_FMT_PEM, nullptr,
                                              GNUTLS_PKCS_PLAIN, &pem));
    return taken(pem);
}

Credential make_certificate(const CertificateOptions& options, const std::string& key,
                            const Credential* issuer) {
    const KeyHandle own_key = read_key(key);
    const KeyHandle signing_key = read_key(issuer == nullptr ? key : issuer->key);
    const CertificateHandle made = new_certificate();
    const CertificateHandle above =
        issuer == nullptr ? new_certificate() : read_certificate(issuer->certificate);
    gnutls_x509_crt_t const signer = issuer == nullptr ? made.get() : above.get();

    using std::chrono::system_clock;
    require(gnutls_x509_crt_set_version(made.get(), 3));
    require(gnutls_x509_crt_set_dn(made.get(), options.subject.c_str(), nullptr));
    require(gnutls_x509_crt_set_serial(made.get(), options.serial.data(), options.serial.size()));
    require(gnutls_x509_crt_set_activation_time(made.get(),
                                                system_clock::to_time_t(options.not_before)));
    require(gnutls_x509_crt_set_expiration_time(made.get(),
                                                system_clock::to_time_t(options.not_after)));
    require(gnutls_x509_crt_set_key(made.get(), own_key.get()));
    set_names(made.get(), options);
    set_urls(made.get(), options);
    set_extensions(made.get(), options);
    if (options.key_identifiers) set_identifiers(made.get(), signer);
    const bool ed25519 =
        gnutls_x509_privkey_get_pk_algorithm(signing_key.get()) == GNUTLS_PK_EDDSA_ED25519;
    const auto digest = ed25519        ? GNUTLS_DIG_SHA512
                        : options.sha1 ? GNUTLS_DIG_SHA1
                                       : GNUTLS_DIG_SHA256;
    require(gnutls_x509_crt_sign2(made.get(), signer, signing_key.get(), digest, 0));
    gnutls_datum_t pem{};
    require(gnutls_x509_crt_export2(made.get(), GNUTLS_X509_FMT_PEM, &pem));
    return {taken(pem), key};
}

const Pki& pki() {
    static const Pki made = [] {
        using std::chrono::sys_days;
        using std::chrono::year;
        CertificateOptions authority{.subject = "CN=Test Root,O=tlslint",
                                     .not_before = sys_days(year(2020) / 1 / 1),
                                     .not_after = sys_days(year(2040) / 1 / 1),
                                     .ca = true,
                                     .key_usage = certificate_signing | crl_signing};
        Pki result;
        result.root = make_certificate(authority, make_key(KeyKind::ec_384), nullptr);
        authority.subject = "CN=Test Intermediate,O=tlslint";
        authority.path_length = 0;
        authority.not_after = sys_days(year(2035) / 1 / 1);
        result.intermediate = make_certificate(authority, make_key(KeyKind::ec), &result.root);
        result.rsa_key = make_key(KeyKind::rsa);
        result.ec_key = make_key(KeyKind::ec);
        result.ed25519_key = make_key(KeyKind::ed25519);
        return result;
    }();
    return made;
}

}  // namespace tlslint::test
