// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Texts of sun.security.ssl and sun.security.provider.certpath. Alerts ("Received fatal alert: …")
// belong to alerts.cpp.
constexpr Message messages[] = {
    {.texts = {"PKIX path building failed",
               "unable to find valid certification path to requested target"},
     .meaning = "The JVM's own store (cacerts) does not lead to the issuer, or the intermediate "
                "is missing: Java does not fetch it.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"No subject alternative DNS name matching … found.",
               "No subject alternative names matching IP address … found",
               "No name matching … found"},
     .meaning = "The certificate has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"NotAfter: …", "PKIX path validation failed: … CertificateExpiredException"},
     .meaning = "The certificate is past its date.",
     .diagnosis = &d::expired},
    {.texts = {"No appropriate protocol (protocol is disabled or cipher suites are inappropriate)",
               "The server selected protocol version … is not accepted by client preferences"},
     .meaning = "No version is shared: current JVMs disable TLS 1.0 and 1.1 "
                "(jdk.tls.disabledAlgorithms).",
     .diagnosis = &d::versions},
    {.texts = {"Remote host terminated the handshake"},
     .meaning = "The server closed the connection in the middle of the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"Unsupported or unrecognized SSL message",
               "Unrecognized SSL message, plaintext connection?"},
     .meaning = "The port speaks no TLS.",
     .diagnosis = &d::not_tls},
    {.texts = {"Received fatal alert: …"},
     .meaning = "The server ended the handshake with an alert; its name follows.",
     .diagnosis = &d::suites,
     .frame = true},
};

}  // namespace

extern const Speaker java;
const Speaker java{
    .name = "Java",
    .where = "a stack trace, as SSLHandshakeException",
    .source =
        {"OpenJDK 17 (Debian 12); those of a loopback test, the others from its sources",
         "https://github.com/openjdk/jdk/tree/master/src/java.base/share/classes/sun/security/ssl"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
