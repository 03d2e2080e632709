// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Texts of sun.security.ssl and sun.security.provider.certpath. Alerts ("Received fatal alert: …")
// belong to alerts.cpp.
constexpr Message messages[] = {
    {.texts = {"PKIX path building failed",
               "unable to find valid certification path to requested target",
               "Trust anchor for certification path not found"},
     .meaning = "The JVM's own store (cacerts) does not lead to the issuer, or the intermediate "
                "is missing: Java does not fetch it.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"No subject alternative DNS name matching … found.",
               "No subject alternative names matching IP address … found",
               "No name matching … found", "Hostname … not verified",
               "Certificate for … doesn't match any of the subject alternative names"},
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
    {.texts = {"Remote host terminated the handshake",
               "Remote host closed connection during handshake", "SSL peer shut down incorrectly",
               "SSLEngine closed already"},
     .meaning = "The server closed the connection in the middle of the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"Unsupported or unrecognized SSL message",
               "Unrecognized SSL message, plaintext connection?", "not an SSL/TLS record"},
     .meaning = "The port speaks no TLS.",
     .diagnosis = &d::not_tls},
    {.texts = {"no cipher suites in common", "No available cipher suites"},
     .meaning = "No suite is shared, or the server's key store holds no key for one.",
     .diagnosis = &d::suites},
    {.texts = {"Algorithm constraints check failed",
               "Certificates do not conform to algorithm constraints"},
     .meaning =
         "A signature or key of the chain is weaker than jdk.certpath.disabledAlgorithms allows.",
     .diagnosis = &d::weak_certificate},
    {.texts = {"Could not generate DH keypair",
               "DH ServerKeyExchange does not comply to algorithm constraints"},
     .meaning = "Java and the server do not agree on the size of the Diffie-Hellman parameters: "
                "too short for a "
                "current Java, or longer than Java 7 can.",
     .diagnosis = &d::weak_dh},
    {.texts = {"java.net.SocketException: Connection reset"},
     .meaning = "The other side, or something between, cut the connection.",
     .diagnosis = &d::early_close},
    {.texts = {"Received fatal alert: …"},
     .meaning = "The server ended the handshake with an alert; its name follows.",
     .diagnosis = &d::suites,
     .frame = true},
};

}  // namespace

extern const Speaker java;
const Speaker java{
    .name = "Java",
    .where = "a stack trace, as SSLHandshakeException; Android, Netty and Apache HttpClient, too",
    .source =
        {"OpenJDK 17 (Debian 12); those of a loopback test, the others from its sources",
         "https://github.com/openjdk/jdk/tree/master/src/java.base/share/classes/sun/security/ssl"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
