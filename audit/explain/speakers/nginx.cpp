// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Formats of the binary (1.22.1), "…" for what it fills in.
constexpr Message messages[] = {
    {.texts = {"SSL_do_handshake() failed … while SSL handshaking to upstream"},
     .meaning = "nginx as a client could not finish the handshake with the server behind it. The "
                "reason is OpenSSL's, in the brackets.",
     .diagnosis = &d::upstream,
     .frame = true},
    {.texts = {"SSL_do_handshake() failed"},
     .meaning = "A handshake failed; the reason is OpenSSL's, in the brackets. At level info or "
                "notice it is one client's fault, at crit look at the server.",
     .diagnosis = &d::suites,
     .frame = true},
    {.texts = {"peer closed connection in SSL handshake … while SSL handshaking to upstream"},
     .meaning = "The server behind nginx hung up in the middle of the handshake: often for want of "
                "SNI, or because the port speaks no TLS.",
     .diagnosis = &d::upstream},
    {.texts = {"peer closed connection in SSL handshake"},
     .meaning = "The client closed the connection before the handshake was done.",
     .diagnosis = &d::early_close},
    {.texts = {"upstream SSL certificate verify error: (…)"},
     .meaning = "proxy_ssl_verify is on and OpenSSL does not accept the upstream's certificate; "
                "number and words in brackets say why.",
     .diagnosis = &d::upstream_unverified,
     .frame = true},
    {.texts = {"upstream SSL certificate does not match \"…\""},
     .meaning = "The certificate of the upstream is trusted and does not have the name that nginx "
                "checks: proxy_ssl_name, by default the host of proxy_pass.",
     .diagnosis = &d::upstream_name},
    {.texts = {"upstream timed out … while SSL handshaking to upstream"},
     .meaning = "The server behind nginx took the connection and did not answer the ClientHello in "
                "time.",
     .diagnosis = &d::timeout},
    {.texts = {"no proxy_ssl_trusted_certificate for proxy_ssl_verify",
               "no grpc_ssl_trusted_certificate for grpc_ssl_verify",
               "no uwsgi_ssl_trusted_certificate for uwsgi_ssl_verify"},
     .meaning = "nginx does not start: the upstream shall be verified and no CA is given.",
     .diagnosis = &d::upstream_without_ca},
    {.texts = {"no \"proxy_ssl_certificate_key\" is defined for certificate \"…\"",
               "no \"grpc_ssl_certificate_key\" is defined for certificate \"…\"",
               "no \"uwsgi_ssl_certificate_key\" is defined for certificate \"…\""},
     .meaning = "nginx does not start: a client certificate for the upstream has no key.",
     .diagnosis = &d::upstream_client_certificate},
    {.texts = {"no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive in …",
               "no \"ssl_certificate_key\" is defined for the \"ssl\" directive in …",
               "no \"ssl_certificate\" is defined for the \"ssl\" directive in …",
               "no \"ssl_certificate_key\" is defined for certificate \"…\""},
     .meaning = "nginx does not start: a server with TLS has no certificate or no key.",
     .diagnosis = &d::no_certificate},
    {.texts = {"no \"ssl_certificate\" is defined in server listening on SSL port"},
     .meaning = "The handshake reached a server block without a certificate, mostly the default "
                "one of the address, and nginx closed the connection. nginx before 1.19.4 writes "
                "this; newer ones refuse to start.",
     .diagnosis = &d::no_certificate},
    {.texts = {"handshake rejected … while SSL handshaking", "handshake rejected"},
     .meaning = "ssl_reject_handshake did what it should: the name asked for has no site here.",
     .diagnosis = &d::unknown_name},
    {.texts = {"cannot load certificate key \"…\""},
     .meaning = "nginx cannot open or read the key file, or it needs a passphrase. With a variable "
                "in the path this happens in every handshake, as the worker's user.",
     .diagnosis = &d::files},
    {.texts = {"cannot load certificate \"…\""},
     .meaning = "nginx cannot open the certificate file, or it holds no PEM certificate.",
     .diagnosis = &d::files},
    {.texts = {"SSL_CTX_use_PrivateKey(\"…\") failed", "SSL_use_PrivateKey(\"…\") failed"},
     .meaning = "The key was read and OpenSSL does not take it: it is not the certificate's.",
     .diagnosis = &d::key_pair,
     .frame = true},
    {.texts = {"SSL_CTX_use_certificate(\"…\") failed", "SSL_use_certificate(\"…\") failed"},
     .meaning = "The certificate was read and OpenSSL does not take it, mostly because its key or "
                "signature is below the security level.",
     .diagnosis = &d::weak_certificate,
     .frame = true},
    {.texts = {"SSL_CTX_set_cipher_list(\"…\") failed"},
     .meaning = "nginx does not start: OpenSSL finds no suite in ssl_ciphers.",
     .diagnosis = &d::bad_setting,
     .frame = true},
    {.texts = {"SSL_CTX_set1_curves_list(\"…\") failed", "SSL_CONF_cmd(\"…\", \"…\") failed"},
     .meaning = "nginx does not start: this OpenSSL does not know the group or the command.",
     .diagnosis = &d::bad_setting},
    {.texts = {"SSL_CTX_set_tmp_dh(\"…\") failed"},
     .meaning = "nginx does not start: the DH parameters of ssl_dhparam are refused, mostly as too "
                "short for the security level.",
     .diagnosis = &d::weak_dh,
     .frame = true},
    {.texts = {"SSL_CTX_load_verify_locations(\"…\") failed",
               "SSL_load_client_CA_file(\"…\") failed"},
     .meaning = "nginx does not start: the file of trusted CAs is missing or no PEM.",
     .diagnosis = &d::files,
     .frame = true},
    {.texts = {"no ssl_client_certificate for ssl_verify_client"},
     .meaning = "nginx does not start: client certificates are asked for and no CA is given.",
     .diagnosis = &d::client_untrusted},
    {.texts = {"client SSL certificate verify error: (…)", "client SSL certificate verify error: …",
               "400 The SSL certificate error"},
     .meaning = "A client certificate came and was not accepted; the brackets say why. The browser "
                "sees status 400 (nginx: 495).",
     .diagnosis = &d::client_untrusted,
     .frame = true},
    {.texts = {"client sent no required SSL certificate", "No required SSL certificate was sent"},
     .meaning = "ssl_verify_client is on and the client has no certificate to show. The browser "
                "sees status 400 (nginx: 496).",
     .diagnosis = &d::client_certificate},
    {.texts = {"client sent plain HTTP request to HTTPS port",
               "The plain HTTP request was sent to HTTPS port"},
     .meaning =
         "Somebody spoke clear HTTP to a TLS port: a wrong scheme in a link, or a proxy that "
         "already took TLS off. Status 400 (nginx: 497).",
     .diagnosis = &d::not_tls},
    {.texts = {"\"ssl_stapling\" ignored, issuer certificate not found for certificate \"…\""},
     .meaning = "Nothing is stapled: the file has the leaf alone, so the issuer that OCSP needs is "
                "unknown. Clients may miss it as well.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"\"ssl_stapling\" ignored, no OCSP responder URL in the certificate \"…\"",
               "\"ssl_stapling\" ignored, …", "\"ssl_stapling\" ignored"},
     .meaning = "Nothing is stapled: the certificate names no OCSP responder that nginx can ask.",
     .diagnosis = &d::stapling},
    {.texts = {"OCSP responder timed out", "OCSP responder prematurely closed connection",
               "OCSP responder sent invalid response", "OCSP_basic_verify() failed",
               "certificate status \"…\" in the OCSP response"},
     .meaning = "nginx could not get a good OCSP response, so nothing is stapled (with ssl_ocsp: "
                "the client certificate is refused).",
     .diagnosis = &d::stapling},
    {.texts = {"client attempted to request the server name different from the one that was "
               "negotiated",
               "421 Misdirected Request"},
     .meaning = "The Host header names a site with client certificates, and the TLS connection was "
                "made for another name (SNI). nginx answers 421.",
     .diagnosis = &d::misdirected},
    {.texts = {"SSL_read() failed", "SSL_write() failed", "SSL_shutdown() failed"},
     .meaning = "The connection broke after the handshake; OpenSSL's reason stands in brackets.",
     .diagnosis = &d::early_close,
     .frame = true},
    {.texts = {"… while SSL handshaking", "… while SSL handshaking to upstream"},
     .meaning = "It happened during the TLS handshake, before any request was read.",
     .diagnosis = &d::early_close,
     .frame = true},
};

}  // namespace

extern const Speaker nginx;
const Speaker nginx{.name = "nginx",
                    .where = "error.log, `nginx -t`, or the page that a browser gets",
                    .source = {"nginx 1.22.1 (Debian 12), the strings of its binary",
                               "https://nginx.org/en/docs/http/ngx_http_ssl_module.html"},
                    .messages = messages};

}  // namespace tlslint::explain::speakers
