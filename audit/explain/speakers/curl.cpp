// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Exit codes and texts; what stands behind the colon is mostly OpenSSL's.
constexpr Message messages[] = {
    {.texts = {"curl: (60)", "SSL certificate problem: …",
               "SSL peer certificate or SSH remote key was not OK",
               "CURLE_PEER_FAILED_VERIFICATION",
               "server certificate verification failed. CAfile: …"},
     .meaning = "curl did not accept the server's certificate; the words behind say why.",
     .diagnosis = &d::untrusted,
     .frame = true},
    {.texts = {"SSL: no alternative certificate subject name matches target host name '…'",
               "SSL: certificate subject name '…' does not match target host name '…'"},
     .meaning = "The certificate is trusted and has another name.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"curl: (35)", "SSL connect error", "OpenSSL SSL_connect: …",
               "CURLE_SSL_CONNECT_ERROR"},
     .meaning = "The handshake broke off; the words behind are OpenSSL's or the system's.",
     .diagnosis = &d::suites,
     .frame = true},
    {.texts = {"OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to …", "SSL_ERROR_SYSCALL"},
     .meaning = "The connection was closed or reset in the middle of the handshake, without an "
                "alert.",
     .diagnosis = &d::early_close},
    {.texts = {"OpenSSL SSL_connect: Connection reset by peer in connection to …"},
     .meaning = "The other side, or something between, reset the connection in the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"SSL connection timeout"},
     .meaning = "The handshake was not done in time.",
     .diagnosis = &d::timeout},
    {.texts = {"curl: (7)", "Failed to connect to … port …", "Couldn't connect to server"},
     .meaning = "No TCP connection: nothing listens, or a firewall refuses.",
     .diagnosis = &d::unreachable},
    {.texts = {"curl: (6)", "Could not resolve host: …"},
     .meaning = "The name has no address.",
     .diagnosis = &d::unreachable},
    {.texts = {"curl: (28)", "Connection timed out after …"},
     .meaning = "No answer in time.",
     .diagnosis = &d::timeout,
     .frame = true},
    {.texts = {"curl: (52)", "Empty reply from server"},
     .meaning = "The server closed without an answer: mostly clear HTTP spoken to a TLS port.",
     .diagnosis = &d::not_tls},
    {.texts = {"curl: (56)", "Recv failure: Connection reset by peer"},
     .meaning = "The connection broke after the hello or while reading. TLS 1.3 servers that "
                "miss a client certificate look so.",
     .diagnosis = &d::early_close,
     .frame = true},
    {.texts = {"curl: (77)", "Problem with the SSL CA cert (path? access rights?)",
               "error setting certificate file: …", "error setting certificate verify locations"},
     .meaning = "curl cannot read its own CA file. The server is not at fault.",
     .diagnosis = &d::untrusted},
    {.texts = {"curl: (58)", "Problem with the local SSL certificate"},
     .meaning = "The client certificate given to curl cannot be used.",
     .diagnosis = &d::client_certificate},
    {.texts = {"curl: (59)", "Couldn't use specified SSL cipher"},
     .meaning = "The cipher string given to curl selects nothing.",
     .diagnosis = &d::bad_setting},
    {.texts = {"curl: (90)", "SSL public key does not match pinned public key"},
     .meaning = "The server's key is not the pinned one: renewed with a new key, or "
                "intercepted.",
     .diagnosis = &d::certificate_refused},
    {.texts = {"curl: (91)", "SSL server certificate status verification FAILED"},
     .meaning = "--cert-status demands a staple, and none or a bad one came.",
     .diagnosis = &d::must_staple},
    {.texts = {"Issuer check against peer certificate failed"},
     .meaning = "The issuer is not the one demanded.",
     .diagnosis = &d::untrusted},
};

}  // namespace

extern const Speaker curl;
const Speaker curl{
    .name = "curl",
    .where = "after `curl: (NN)`, and in programs with libcurl (PHP, git, package managers)",
    .source = {"curl 7.88.1 with OpenSSL (Debian 12), the strings of libcurl",
               "https://curl.se/libcurl/c/libcurl-errors.html"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
