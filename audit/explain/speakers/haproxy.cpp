// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Formats of the binary (2.6.12), "…" for what it fills in.
constexpr Message messages[] = {
    {.texts = {"SSL handshake failure"},
     .meaning = "HAProxy's word for any failed handshake: with a client in the log of a frontend, "
                "with a server in a health check (L6RSP). From 2.5 on %[ssl_fc_err_str] or "
                "%[ssl_bc_err_str] in a log format gives OpenSSL's reason.",
     .diagnosis = &d::suites,
     .frame = true},
    {.texts = {"SSL handshake failure after heartbeat"},
     .meaning = "The client sent a heartbeat during the handshake, as Heartbleed scanners do.",
     .diagnosis = &d::protocol_violation},
    {.texts = {"Connection closed during SSL handshake"},
     .meaning = "The other side hung up in the middle of the handshake. Health checks and port "
                "scans on a TLS port look so too.",
     .diagnosis = &d::early_close},
    {.texts = {"Connection error during SSL handshake"},
     .meaning = "The connection broke in the middle of the handshake (reset, unreachable).",
     .diagnosis = &d::early_close},
    {.texts = {"Timeout during SSL handshake"},
     .meaning = "The handshake was not done within `timeout client` (or connect, or check).",
     .diagnosis = &d::timeout},
    {.texts = {"SSL client certificate not trusted", "SSL client CA chain cannot be verified"},
     .meaning = "A client certificate came and ca-file does not lead to it, it has expired, or the "
                "CRL names it.",
     .diagnosis = &d::client_untrusted},
    {.texts = {"Server presented an SSL certificate different from the configured one",
               "Server presented an SSL certificate different from the expected one"},
     .meaning = "The server's certificate is trusted and lacks the name of `verifyhost` (the "
                "configured one) or of `sni` (the expected one).",
     .diagnosis = &d::upstream_name},
    {.texts = {"Layer6 invalid response", "L6RSP"},
     .meaning = "A health check with TLS failed in the handshake; the server counts as down. The "
                "reason stands behind it.",
     .diagnosis = &d::upstream,
     .frame = true},
    {.texts = {"Layer4 timeout", "L4TOUT"},
     .meaning = "A health check got no TCP connection in time; TLS had not begun.",
     .diagnosis = &d::timeout},
    {.texts = {"Layer4 connection problem", "L4CON"},
     .meaning =
         "A health check got no TCP connection: nothing listens there, or no way leads to it.",
     .diagnosis = &d::unreachable},
    {.texts = {"Layer6 timeout", "L6TOUT"},
     .meaning = "A health check with TLS got no answer to its ClientHello.",
     .diagnosis = &d::timeout},
    {.texts = {"SSL fatal error"},
     .meaning = "OpenSSL failed after the handshake or while it began; its own line says more.",
     .diagnosis = &d::internal_error,
     .frame = true},
    {.texts = {"verify is enabled by default but no CA file specified"},
     .meaning = "HAProxy does not start: a `server … ssl` line must say whom it trusts.",
     .diagnosis = &d::upstream_without_ca},
    {.texts = {"unable to load SSL certificate into SSL Context '…'",
               "unable to load certificate from file '…'",
               "unable to stat certificate from file '…'",
               "unable to stat SSL certificate from file '…'",
               "unable to load chain certificate into SSL Context '…'"},
     .meaning =
         "HAProxy does not start: the certificate file is missing, no PEM, or refused by the "
         "security level.",
     .diagnosis = &d::files},
    {.texts = {"No Private Key found in '…'", "unable to load private key from file '…'",
               "unable to load SSL private key from PEM file '…'",
               "unable to load SSL private key into SSL Context '…'"},
     .meaning =
         "HAProxy does not start: the key is neither in the PEM nor in a .key file beside it.",
     .diagnosis = &d::files},
    {.texts = {"inconsistencies between private key and certificate loaded"},
     .meaning = "HAProxy does not start: key and first certificate of the file do not belong "
                "together.",
     .diagnosis = &d::key_pair},
    {.texts = {"no SSL certificate specified for bind '…'"},
     .meaning = "A bind line has `ssl` and no certificate: none given, or an empty directory.",
     .diagnosis = &d::no_certificate},
    {.texts = {"all SSL/TLS versions are disabled for bind '…'",
               "all SSL/TLS versions are disabled for server '…'"},
     .meaning = "HAProxy does not start: the version words of the line leave none.",
     .diagnosis = &d::bad_setting},
    {.texts = {"unable to set SSL cipher list to '…'", "unable to set TLS 1.3 cipher suites to '…'",
               "unable to set SSL curves list to '…'"},
     .meaning = "HAProxy does not start: OpenSSL knows none of the names.",
     .diagnosis = &d::bad_setting},
    {.texts = {"unable to load DH parameters from file",
               "unable to load the DH parameter specified"},
     .meaning = "The file of DH parameters is missing, no PEM, or too weak for the security level.",
     .diagnosis = &d::weak_dh},
};

}  // namespace

extern const Speaker haproxy;
const Speaker haproxy{.name = "HAProxy",
                      .where = "its log, its statistics page, or `haproxy -c`",
                      .source = {"HAProxy 2.6.12 (Debian 12), the strings of its binary",
                                 "https://docs.haproxy.org/2.6/configuration.html"},
                      .messages = messages};

}  // namespace tlslint::explain::speakers
