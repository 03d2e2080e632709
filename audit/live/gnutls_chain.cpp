// SPDX-License-Identifier: Apache-2.0
#include "audit/live/gnutls_chain.hpp"

#include "parsers/x509/library.hpp"

#include <gnutls/gnutls.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>

#include <ctime>
#include <memory>
#include <type_traits>

namespace tlslint::live {
namespace {

struct End {
    void operator()(gnutls_x509_crt_t certificate) const { gnutls_x509_crt_deinit(certificate); }
    void operator()(gnutls_ocsp_resp_t response) const { gnutls_ocsp_resp_deinit(response); }
    void operator()(gnutls_ocsp_req_t request) const { gnutls_ocsp_req_deinit(request); }
    void operator()(gnutls_x509_crl_t list) const { gnutls_x509_crl_deinit(list); }
};
using OwnedCertificate = std::unique_ptr<std::remove_pointer_t<gnutls_x509_crt_t>, End>;
using OwnedResponse = std::unique_ptr<std::remove_pointer_t<gnutls_ocsp_resp_t>, End>;

gnutls_datum_t datum_of(Bytes bytes) {
    return {const_cast<unsigned char*>(bytes.data()), static_cast<unsigned>(bytes.size())};
}

// Null for what GnuTLS cannot read.
OwnedCertificate import(Bytes der) {
    x509::start_gnutls();
    gnutls_x509_crt_t handle = nullptr;
    if (gnutls_x509_crt_init(&handle) < 0) return nullptr;
    OwnedCertificate certificate(handle);
    const gnutls_datum_t datum = datum_of(der);
    if (gnutls_x509_crt_import(handle, &datum, GNUTLS_X509_FMT_DER) < 0) return nullptr;
    return certificate;
}

OwnedResponse import_response(Bytes der) {
    x509::start_gnutls();
    gnutls_ocsp_resp_t handle = nullptr;
    if (gnutls_ocsp_resp_init(&handle) < 0) return nullptr;
    OwnedResponse response(handle);
    const gnutls_datum_t datum = datum_of(der);
    if (gnutls_ocsp_resp_import(handle, &datum) < 0) return nullptr;
    return response;
}

}  // namespace

std::string why_refused(const std::vector<Bytes>& path) {
    std::vector<OwnedCertificate> owned;
    std::vector<gnutls_x509_crt_t> handles;
    for (const Bytes der : path) {
        owned.push_back(import(der));
        if (!owned.back()) return "GnuTLS cannot read one of its certificates";
        handles.push_back(owned.back().get());
    }
    constexpr unsigned leave_out = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN
                                   | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS;
    unsigned status = 0;
    if (gnutls_x509_crt_list_verify(handles.data(), static_cast<unsigned>(handles.size()),
                                    &handles.back(), 1, nullptr, 0, leave_out, &status)
        < 0)
        return "GnuTLS cannot verify its path";
    if ((status & GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE) != 0)
        return "a name or length constraint of its authorities excludes it";
    if ((status & GNUTLS_CERT_SIGNER_NOT_CA) != 0) return "one of its issuers is no authority";
    if ((status & GNUTLS_CERT_SIGNATURE_FAILURE) != 0) return "a signature of its path is wrong";
    return status == 0 ? "" : "its path does not verify";
}

std::string why_forged(Bytes der, Bytes issuer_der) {
    const OwnedCertificate issuer = import(issuer_der);
    if (!issuer) return "its issuer cannot be read";
    const OwnedResponse response = import_response(der);
    if (!response) return "it cannot be decoded";
    unsigned status = 0;
    if (gnutls_ocsp_resp_verify_direct(response.get(), issuer.get(), &status, 0) < 0)
        return "its signature cannot be verified";
    return status == 0 ? "" : "it is not signed by the certificate's issuer";
}

std::string why_forged_list(Bytes der, Bytes issuer_der) {
    const OwnedCertificate issuer = import(issuer_der);
    if (!issuer) return "its issuer cannot be read";
    gnutls_x509_crl_t handle = nullptr;
    if (gnutls_x509_crl_init(&handle) < 0) return "it cannot be decoded";
    const std::unique_ptr<std::remove_pointer_t<gnutls_x509_crl_t>, End> list(handle);
    const gnutls_datum_t datum = datum_of(der);
    if (gnutls_x509_crl_import(handle, &datum, GNUTLS_X509_FMT_DER) < 0)
        return "it cannot be decoded";
    gnutls_x509_crt_t authority = issuer.get();
    unsigned status = 0;
    if (gnutls_x509_crl_verify(handle, &authority, 1, GNUTLS_VERIFY_ALLOW_BROKEN, &status) < 0)
        return "its signature cannot be verified";
    // Its dates are judged by the caller's clock.
    constexpr unsigned wrong =
        GNUTLS_CERT_SIGNATURE_FAILURE | GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA;
    return (status & wrong) == 0 ? "" : "it is not signed by the certificate's issuer";
}

Buffer ocsp_request(Bytes certificate_der, Bytes issuer_der) {
    const OwnedCertificate certificate = import(certificate_der), issuer = import(issuer_der);
    gnutls_ocsp_req_t handle = nullptr;
    if (!certificate || !issuer || gnutls_ocsp_req_init(&handle) < 0) return {};
    const std::unique_ptr<std::remove_pointer_t<gnutls_ocsp_req_t>, End> request(handle);
    gnutls_datum_t der{};
    // SHA-1 names the issuer here and protects nothing; responders know no other (RFC 5019 2.1.1).
    if (gnutls_ocsp_req_add_cert(handle, GNUTLS_DIG_SHA1, issuer.get(), certificate.get()) < 0
        || gnutls_ocsp_req_export(handle, &der) < 0)
        return {};
    Buffer bytes(der.data, der.data + der.size);
    gnutls_free(der.data);
    return bytes;
}

std::optional<std::chrono::sys_seconds> produced_at(Bytes der) {
    const OwnedResponse response = import_response(der);
    const std::time_t time = response ? gnutls_ocsp_resp_get_produced(response.get()) : -1;
    if (time == -1) return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::from_time_t(time));
}

int count_scts(Bytes der) {
    const OwnedCertificate certificate = import(der);
    gnutls_datum_t value{};
    unsigned critical = 0;
    if (!certificate
        || gnutls_x509_crt_get_extension_by_oid2(certificate.get(), "1.3.6.1.4.1.11129.2.4.2", 0,
                                                 &value, &critical)
               < 0)
        return 0;
    // An OCTET STRING (tag, length in one byte or in those that it announces) around TLS's own
    // list.
    WireReader octets(Bytes(value.data, value.size));
    octets.u8();
    if (const std::uint8_t length = octets.u8(); length > 0x80) octets.take(length - 0x80U);
    WireReader list(octets.vector(2));
    int count = 0;
    while (!list.empty() && !list.failed()) {
        list.vector(2);
        ++count;
    }
    const bool is_sound = octets.finished() && !list.failed();
    gnutls_free(value.data);
    return is_sound ? count : 0;
}

}  // namespace tlslint::live
