// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Texts of crypto/tls and crypto/x509. `remote error: tls: …` names an alert in words.
constexpr Message messages[] = {
    {.texts = {"x509: certificate signed by unknown authority"},
     .meaning = "The chain ends in no trusted root, or the intermediate is missing: Go does not "
                "fetch it.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"x509: certificate has expired or is not yet valid"},
     .meaning = "The dates of a certificate do not cover the clock of this machine.",
     .diagnosis = &d::expired},
    {.texts = {"x509: certificate is valid for …, not …",
               "x509: certificate is not valid for any names, but wanted to match …",
               "x509: cannot validate certificate for … because it doesn't contain any IP SANs"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"x509: certificate relies on legacy Common Name field, use SANs instead"},
     .meaning = "The certificate has a common name and no subjectAltName.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"x509: certificate specifies an incompatible key usage"},
     .meaning = "The certificate was not issued for this use.",
     .diagnosis = &d::wrong_usage},
    {.texts = {"tls: first record does not look like a TLS handshake"},
     .meaning = "The port speaks no TLS.",
     .diagnosis = &d::not_tls},
    {.texts = {"server gave HTTP response to HTTPS client"},
     .meaning = "The port speaks clear HTTP.",
     .diagnosis = &d::not_tls},
    {.texts = {"remote error: tls: handshake failure",
               "tls: no cipher suite supported by both client and server"},
     .meaning = "No suite is shared, or the server has no certificate for the name.",
     .diagnosis = &d::suites},
    {.texts = {"remote error: tls: protocol version not supported",
               "tls: server selected unsupported protocol version …",
               "tls: client offered only unsupported versions: …"},
     .meaning = "No version is shared.",
     .diagnosis = &d::versions},
    {.texts = {"remote error: tls: bad certificate", "remote error: tls: unknown certificate"},
     .meaning = "The other side did not accept the certificate that this program showed.",
     .diagnosis = &d::certificate_refused},
    {.texts = {"remote error: tls: unknown certificate authority"},
     .meaning = "The other side does not know the CA of the certificate that this program "
                "showed.",
     .diagnosis = &d::untrusted},
    {.texts = {"remote error: tls: certificate required",
               "tls: client didn't provide a certificate"},
     .meaning = "A client certificate is demanded and was not sent.",
     .diagnosis = &d::client_certificate},
    {.texts = {"remote error: tls: unrecognized name"},
     .meaning = "The server has no site of the name asked for.",
     .diagnosis = &d::unknown_name},
    {.texts = {"remote error: tls: internal error"},
     .meaning = "The server failed for reasons of its own.",
     .diagnosis = &d::internal_error},
    {.texts = {"tls: client requested unsupported application protocols",
               "tls: server selected unadvertised ALPN protocol"},
     .meaning = "ALPN found nothing in common.",
     .diagnosis = &d::alpn},
    {.texts = {"http: TLS handshake error from …"},
     .meaning = "A server in Go says so of any failed handshake; the words behind the address say "
                "why. EOF and i/o timeout are clients that left: port scans, health checks, "
                "people who closed the page of a certificate that they do not trust.",
     .diagnosis = &d::early_close,
     .frame = true},
    {.texts = {"net/http: TLS handshake timeout"},
     .meaning = "The handshake was not done in time.",
     .diagnosis = &d::timeout},
};

}  // namespace

extern const Speaker golang;
const Speaker golang{.name = "Go",
                     .where = "programs in Go: Caddy, Traefik, Docker, Kubernetes, Prometheus",
                     .source = {"Go, crypto/tls and crypto/x509",
                                "https://github.com/golang/go/tree/master/src/crypto/tls"},
                     .messages = messages};

}  // namespace tlslint::explain::speakers
