// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Names of net_error_list.h; the page shows them with or without NET:: before them.
constexpr Message messages[] = {
    {.texts = {"ERR_SSL_VERSION_OR_CIPHER_MISMATCH"},
     .meaning = "No version or no suite is shared. Also shown where the server has no "
                "certificate for the name and answers handshake_failure.",
     .diagnosis = &d::versions},
    {.texts = {"ERR_SSL_PROTOCOL_ERROR"},
     .meaning = "The server's bytes are no TLS, or break its rules: clear HTTP on the port, "
                "most often.",
     .diagnosis = &d::not_tls},
    {.texts = {"ERR_SSL_OBSOLETE_VERSION"},
     .meaning = "The server has nothing newer than TLS 1.1.",
     .diagnosis = &d::versions},
    {.texts = {"ERR_SSL_OBSOLETE_CIPHER"},
     .meaning = "The server has only suites that Chrome gave up.",
     .diagnosis = &d::suites},
    {.texts = {"ERR_SSL_KEY_USAGE_INCOMPATIBLE"},
     .meaning = "keyUsage of the certificate does not allow the key exchange: digitalSignature "
                "is missing.",
     .diagnosis = &d::wrong_usage},
    {.texts = {"ERR_SSL_UNRECOGNIZED_NAME_ALERT"},
     .meaning = "The server has no site of this name and said so.",
     .diagnosis = &d::unknown_name},
    {.texts = {"ERR_SSL_SERVER_CERT_BAD_FORMAT"},
     .meaning = "The certificate cannot be decoded.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"ERR_SSL_BAD_RECORD_MAC_ALERT"},
     .meaning = "The server could not decrypt what Chrome sent.",
     .diagnosis = &d::damaged},
    {.texts = {"ERR_SSL_DECRYPT_ERROR_ALERT"},
     .meaning = "The server could not verify a signature or the Finished message.",
     .diagnosis = &d::damaged},
    {.texts = {"ERR_SSL_CLIENT_AUTH_CERT_NEEDED", "ERR_BAD_SSL_CLIENT_AUTH_CERT"},
     .meaning = "The server wants a client certificate, and none or a bad one was sent.",
     .diagnosis = &d::client_certificate},
    {.texts = {"ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED", "ERR_SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY",
               "ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS"},
     .meaning = "The client certificate is there and its key cannot be used.",
     .diagnosis = &d::client_certificate},
    {.texts = {"ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN"},
     .meaning = "Chrome has pins for this name and none is in the chain: intercepted, or a "
                "wrong CA.",
     .diagnosis = &d::untrusted},
    {.texts = {"ERR_CERT_COMMON_NAME_INVALID"},
     .meaning = "The certificate does not have this name in its SAN.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"ERR_CERT_DATE_INVALID"},
     .meaning = "Expired or not valid yet, by the clock of this machine.",
     .diagnosis = &d::expired},
    {.texts = {"ERR_CERT_AUTHORITY_INVALID"},
     .meaning = "Self-signed, from a private CA, or the intermediate is missing.",
     .diagnosis = &d::untrusted},
    {.texts = {"ERR_CERT_REVOKED"},
     .meaning = "The certificate was revoked.",
     .diagnosis = &d::revoked},
    {.texts = {"ERR_CERT_UNABLE_TO_CHECK_REVOCATION", "ERR_CERT_NO_REVOCATION_MECHANISM"},
     .meaning = "A policy demands a revocation check, and there is no answer.",
     .diagnosis = &d::revoked},
    {.texts = {"ERR_CERT_INVALID", "ERR_CERT_CONTAINS_ERRORS"},
     .meaning = "The certificate or its chain breaks the rules; HSTS sites show no way around "
                "it.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"ERR_CERT_WEAK_SIGNATURE_ALGORITHM", "ERR_CERT_WEAK_KEY"},
     .meaning = "MD5, SHA-1 or a short key in the chain.",
     .diagnosis = &d::weak_certificate},
    {.texts = {"ERR_CERT_NAME_CONSTRAINT_VIOLATION"},
     .meaning = "A CA of the chain may not sign for this name.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"ERR_CERT_VALIDITY_TOO_LONG"},
     .meaning = "The certificate is valid for longer than public CAs may issue.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"ERR_CERTIFICATE_TRANSPARENCY_REQUIRED"},
     .meaning = "A public certificate came without proofs from transparency logs.",
     .diagnosis = &d::invalid_certificate},
    {.texts = {"ERR_CERT_SYMANTEC_LEGACY", "ERR_CERT_KNOWN_INTERCEPTION_BLOCKED"},
     .meaning = "The chain ends in a root that is no longer trusted, or is known to intercept.",
     .diagnosis = &d::untrusted},
    {.texts = {"ERR_TLS13_DOWNGRADE_DETECTED"},
     .meaning = "The server has TLS 1.3 and something between pressed the connection down.",
     .diagnosis = &d::fallback},
    {.texts = {"ERR_CONNECTION_CLOSED"},
     .meaning = "The server closed in the middle of the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"ERR_CONNECTION_RESET"},
     .meaning = "The connection was reset, often in the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"ERR_CONNECTION_REFUSED"},
     .meaning = "Nothing listens on the port.",
     .diagnosis = &d::unreachable},
    {.texts = {"ERR_CONNECTION_TIMED_OUT", "ERR_TIMED_OUT"},
     .meaning = "No answer came in time.",
     .diagnosis = &d::timeout},
    {.texts = {"ERR_NAME_NOT_RESOLVED", "ERR_ADDRESS_UNREACHABLE"},
     .meaning = "The name has no address, or no way leads to it.",
     .diagnosis = &d::unreachable},
    {.texts = {"ERR_EMPTY_RESPONSE"},
     .meaning = "The server closed without an answer: clear HTTP to a TLS port, for one.",
     .diagnosis = &d::not_tls},
    {.texts = {"ERR_ALPN_NEGOTIATION_FAILED"},
     .meaning = "ALPN found nothing in common.",
     .diagnosis = &d::alpn},
};

}  // namespace

extern const Speaker chromium;
const Speaker chromium{
    .name = "Chrome",
    .where = "the error page of Chrome, Edge, Opera and others, as ERR_… or NET::ERR_…",
    .source = {"Chromium, net/base/net_error_list.h",
               "https://chromium.googlesource.com/chromium/src/+/main/net/base/net_error_list.h"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
