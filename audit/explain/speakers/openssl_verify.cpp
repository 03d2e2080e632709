// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Why a certificate was not accepted. 1.1.1 spells "self signed", 3.x "self-signed".
constexpr Message messages[] = {
    {.texts = {"unable to get local issuer certificate", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"},
     .meaning = "The issuer of a certificate is neither sent nor trusted. One certificate sent: "
                "the server forgot its intermediate. Several: the root is unknown here.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"unable to verify the first certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"},
     .meaning = "Only the leaf was sent and its issuer is unknown here: the intermediate is "
                "missing.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"unable to get issuer certificate", "UNABLE_TO_GET_ISSUER_CERT"},
     .meaning = "An intermediate is known, its own issuer is not: the root is missing from the "
                "store, or a CA file holds an intermediate only.",
     .diagnosis = &d::untrusted},
    {.texts = {"certificate has expired", "CERT_HAS_EXPIRED"},
     .meaning = "A certificate of the chain is past its date. The depth printed beside it says "
                "which: 0 is the leaf.",
     .diagnosis = &d::expired},
    {.texts = {"certificate is not yet valid", "CERT_NOT_YET_VALID"},
     .meaning = "The validity of a certificate begins later, by the clock of this machine.",
     .diagnosis = &d::not_yet_valid},
    {.texts = {"self-signed certificate in certificate chain",
               "self signed certificate in certificate chain", "SELF_SIGNED_CERT_IN_CHAIN"},
     .meaning = "The chain ends in a root that was sent along and is not trusted here: a "
                "private CA, or a proxy that inspects TLS.",
     .diagnosis = &d::untrusted},
    {.texts = {"self-signed certificate", "self signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"},
     .meaning = "The server's certificate is its own issuer and not trusted here.",
     .diagnosis = &d::self_signed},
    {.texts = {"hostname mismatch", "IP address mismatch"},
     .meaning = "The certificate is good and has another name (or address).",
     .diagnosis = &d::name_mismatch},
    {.texts = {"certificate revoked"},
     .meaning = "A CRL (or OCSP response) names the certificate.",
     .diagnosis = &d::revoked},
    {.texts = {"unable to get certificate CRL", "CRL has expired", "CRL is not yet valid"},
     .meaning = "Revocation is checked and there is no CRL in date for an issuer, so nothing of "
                "it is accepted.",
     .diagnosis = &d::client_untrusted},
    {.texts = {"unsuitable certificate purpose", "unsupported certificate purpose",
               "INVALID_PURPOSE"},
     .meaning = "The certificate was not issued for this use (TLS server or client).",
     .diagnosis = &d::wrong_usage},
    {.texts = {"invalid CA certificate", "invalid non-CA certificate"},
     .meaning = "A certificate signed another one and is no CA.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"certificate chain too long", "CERT_CHAIN_TOO_LONG"},
     .meaning = "The chain has more CAs than the verify depth allows.",
     .diagnosis = &d::upstream_unverified},
    {.texts = {"EE certificate key too weak"},
     .meaning = "The key of the leaf is below the security level.",
     .diagnosis = &d::weak_certificate},
    {.texts = {"CA certificate key too weak", "CA signature digest algorithm too weak"},
     .meaning = "A CA of the chain has a short key, or signed with MD5 or SHA-1.",
     .diagnosis = &d::weak_certificate},
    {.texts = {"unhandled critical extension"},
     .meaning = "The certificate has a critical extension that OpenSSL does not know.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"certificate signature failure"},
     .meaning = "The signature of a certificate does not fit its issuer's key: a wrong "
                "intermediate of the same name, or damage.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"certificate not trusted", "certificate rejected"},
     .meaning = "The store says that this root is not for this use.",
     .diagnosis = &d::untrusted},
    {.texts = {"permitted subtree violation", "excluded subtree violation"},
     .meaning = "A CA of the chain may not sign for this name (name constraints).",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"path length constraint exceeded"},
     .meaning = "A CA signed another CA although it may not.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"OCSP verification needed", "OCSP verification failed"},
     .meaning = "The state of the certificate could not be confirmed by OCSP.",
     .diagnosis = &d::must_staple},
};

}  // namespace

extern const Speaker openssl_verify;
const Speaker openssl_verify{
    .name = "OpenSSL verification",
    .where = "behind `verify error`, `Verify return code`, `SSL certificate problem` (curl), "
             "CERTIFICATE_VERIFY_FAILED (Python)",
    .source = {"OpenSSL 3.0.22 (Debian 12), X509_verify_cert_error_string",
               "https://docs.openssl.org/3.0/man1/openssl-verification-options/"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
