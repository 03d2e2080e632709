// SPDX-License-Identifier: Apache-2.0
#include "audit/live/gnutls_chain.hpp"

#include "parsers/x509/library.hpp"

#include <gnutls/gnutls.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>

#include <memory>
#include <type_traits>

namespace tlslint::live {
namespace {

struct End {
    void operator()(gnutls_x509_crt_t certificate) const { gnutls_x509_crt_deinit(certificate); }
    void operator()(gnutls_ocsp_resp_t response) const { gnutls_ocsp_resp_deinit(response); }
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
    gnutls_ocsp_resp_t handle = nullptr;
    if (!issuer || gnutls_ocsp_resp_init(&handle) < 0) return "its issuer cannot be read";
    const OwnedResponse response(handle);
    const gnutls_datum_t datum = datum_of(der);
    if (gnutls_ocsp_resp_import(handle, &datum) < 0) return "it cannot be decoded";
    unsigned status = 0;
    if (gnutls_ocsp_resp_verify_direct(handle, issuer.get(), &status, 0) < 0)
        return "its signature cannot be verified";
    return status == 0 ? "" : "it is not signed by the certificate's issuer";
}

}  // namespace tlslint::live
