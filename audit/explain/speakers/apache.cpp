// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// httpd 2.4's numbered messages (strings of mod_ssl.so, mod_proxy.so of Debian's 2.4.71).
constexpr Message messages[] = {
    {.texts = {"Error during SSL Handshake with remote server"},
     .meaning = "The page that mod_proxy shows (status 500 or 502) when its TLS connection to the "
                "server behind failed. The reason is only in the error log: look for AH02039, "
                "AH02411, AH02004, AH02003 or an OpenSSL line at that second.",
     .diagnosis = &d::upstream},
    {.texts = {"AH01097", "pass request body failed to …"},
     .meaning = "mod_proxy could not send the request on, mostly because the TLS connection to the "
                "server behind failed just before.",
     .diagnosis = &d::upstream,
     .frame = true},
    {.texts = {"AH00961", "failed to enable ssl support for …"},
     .meaning = "An https backend without SSLProxyEngine in this virtual host.",
     .diagnosis = &d::upstream_plaintext},
    {.texts = {"AH01961", "SSL Proxy requested for … but not enabled", "AH10272"},
     .meaning = "An https backend, and SSLProxyEngine is off in this virtual host.",
     .diagnosis = &d::upstream_plaintext},
    {.texts = {"AH01962"},
     .meaning = "mod_ssl could not begin a TLS connection at all; the OpenSSL line beside it says "
                "why.",
     .diagnosis = &d::internal_error,
     .frame = true},
    {.texts = {"AH02003", "SSL Proxy connect failed"},
     .meaning = "The handshake with the server behind failed; the OpenSSL line beside it says why.",
     .diagnosis = &d::upstream,
     .frame = true},
    {.texts = {"AH01997", "SSL handshake failed: sending 502"},
     .meaning = "The handshake with the server behind failed, so the client gets status 502.",
     .diagnosis = &d::upstream,
     .frame = true},
    {.texts = {"AH02004", "SSL Proxy: Peer certificate is expired"},
     .meaning = "The server behind shows an expired certificate (SSLProxyCheckPeerExpire).",
     .diagnosis = &d::upstream_expired},
    {.texts = {"AH02411", "AH02005", "SSL Proxy: Peer certificate does not match for hostname …",
               "SSL Proxy: Peer certificate CN mismatch: …"},
     .meaning = "The certificate of the server behind lacks the host name of the ProxyPass line "
                "(SSLProxyCheckPeerName).",
     .diagnosis = &d::upstream_name},
    {.texts = {"AH02039", "AH02276", "Certificate Verification: Error (…)"},
     .meaning =
         "A certificate was not accepted; number and words of OpenSSL follow. In a line with "
         "[remote …] it is the server behind, with [client …] a client's certificate.",
     .diagnosis = &d::upstream_unverified,
     .frame = true},
    {.texts = {"AH02040", "Certificate Verification: Certificate Chain too long …"},
     .meaning = "The chain has more CAs than SSLVerifyDepth or SSLProxyVerifyDepth (1) allows.",
     .diagnosis = &d::upstream_unverified},
    {.texts = {"AH02326", "AH02252", "AH02206", "AH02208",
               "proxy client certificate and private key do not match"},
     .meaning = "The file of SSLProxyMachineCertificateFile is incomplete: certificate and its "
                "unencrypted key must both be there.",
     .diagnosis = &d::upstream_client_certificate},
    {.texts = {"AH02268"},
     .meaning = "The server behind asked for a client certificate and none is configured.",
     .diagnosis = &d::upstream_client_certificate},
    {.texts = {"AH10273", "SSL Proxy: Peer did not select any of our ALPN protocols …"},
     .meaning = "The server behind does not speak HTTP/2 (or what else was asked for).",
     .diagnosis = &d::alpn},
    {.texts = {"AH02008", "SSL library error … in handshake (server …)"},
     .meaning = "A handshake with a client failed; the OpenSSL line after it says why.",
     .diagnosis = &d::suites,
     .frame = true},
    {.texts = {"AH02006", "AH02007", "SSL handshake stopped: connection was closed",
               "SSL handshake interrupted by system"},
     .meaning = "The client closed the connection in the middle of the handshake.",
     .diagnosis = &d::early_close},
    {.texts = {"AH01991", "AH01992", "SSL library error … reading data",
               "SSL library error … writing data"},
     .meaning =
         "The connection broke after the handshake; OpenSSL's reason stands in the next line.",
     .diagnosis = &d::early_close,
     .frame = true},
    {.texts = {"AH01996", "SSL handshake failed: HTTP spoken on HTTPS port",
               "You're speaking plain HTTP to an SSL-enabled server port."},
     .meaning = "Somebody spoke clear HTTP to a TLS port.",
     .diagnosis = &d::not_tls},
    {.texts = {"AH02032", "AH02031", "AH02033",
               "No hostname was provided via SNI for a name based virtual host",
               "Hostname … and hostname … provided via HTTP have no compatible SSL setup"},
     .meaning = "The name in the Host header and the name of the TLS connection (SNI) lead to "
                "virtual hosts with different TLS settings; httpd answers 421 or 403.",
     .diagnosis = &d::misdirected},
    {.texts = {"AH02044", "No matching SSL virtual host for servername …"},
     .meaning = "The name asked for matches no ServerName or ServerAlias of this address, so the "
                "first virtual host answered, with its certificate.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"AH01909",
               "… server certificate does NOT include an ID which matches the server name"},
     .meaning = "A warning at start: the certificate lacks the ServerName. Clients will refuse it.",
     .diagnosis = &d::name_mismatch},
    {.texts = {"AH01906", "AH01907", "server certificate is a CA certificate"},
     .meaning = "A warning at start: a CA certificate stands where the leaf should.",
     .diagnosis = &d::wrong_usage},
    {.texts = {"AH02010", "AH02011", "SSL client authentication failed: …",
               "No acceptable peer certificate available"},
     .meaning = "A client certificate was not accepted, or was not sent although it is demanded.",
     .diagnosis = &d::client_untrusted,
     .frame = true},
    {.texts = {"AH02261", "AH02262", "AH02263", "Re-negotiation handshake failed"},
     .meaning = "A directory asked for a client certificate or other suites, and the second "
                "handshake for it failed.",
     .diagnosis = &d::renegotiation},
    {.texts = {"AH10158", "AH10129", "cannot perform post-handshake authentication"},
     .meaning = "A directory asks for a client certificate over TLS 1.3, and this client (every "
                "browser) cannot send one after the handshake: status 403.",
     .diagnosis = &d::renegotiation},
    {.texts = {"AH02231", "AH03378", "No SSL protocols available [hint: SSLProtocol]"},
     .meaning = "httpd does not start: SSLProtocol leaves no version.",
     .diagnosis = &d::bad_setting},
    {.texts = {"AH01898", "AH10127", "AH02253", "Unable to configure permitted SSL ciphers",
               "Unable to configure permitted TLSv1.3 ciphers"},
     .meaning = "httpd does not start: OpenSSL finds no suite in SSLCipherSuite.",
     .diagnosis = &d::bad_setting},
    {.texts = {"AH02407", "\"SSLOpenSSLConfCmd …\" failed for …"},
     .meaning = "httpd does not start: OpenSSL refuses the value of SSLOpenSSLConfCmd.",
     .diagnosis = &d::bad_setting},
    {.texts = {"AH02561", "AH02562", "AH10137", "Failed to configure certificate …"},
     .meaning =
         "httpd does not start: the certificate file cannot be used; the OpenSSL line beside "
         "it says why (no PEM, key too small).",
     .diagnosis = &d::files,
     .frame = true},
    {.texts = {"SSLCertificateFile: file '…' does not exist or is empty",
               "SSLCertificateKeyFile: file '…' does not exist or is empty"},
     .meaning = "The file is not there, is a directory, or has no bytes.",
     .diagnosis = &d::files},
    {.texts = {"AH02564", "AH02579", "AH10130", "AH02580", "AH02578"},
     .meaning = "httpd does not start: the key cannot be read, is missing, or its passphrase is "
                "wrong.",
     .diagnosis = &d::files},
    {.texts = {"AH02565", "Certificate and private key … from … and … do not match"},
     .meaning = "httpd does not start: the key is not the certificate's.",
     .diagnosis = &d::key_pair},
    {.texts = {"AH02572", "AH02566", "AH02573",
               "Failed to configure at least one certificate and key for …"},
     .meaning =
         "httpd does not start: a host with SSLEngine on has no certificate. The main server "
         "counts as one if SSLEngine stands outside of every virtual host.",
     .diagnosis = &d::no_certificate},
    {.texts = {"AH10085", "will respond with '503 Service Unavailable' for now"},
     .meaning = "mod_md has not got the certificate yet; the host answers 503 with a placeholder.",
     .diagnosis = &d::no_certificate},
    {.texts = {"AH01897", "AH01896", "AH02210",
               "you want to request client authentication, but no "
               "CAs are known for verification"},
     .meaning = "Certificates shall be verified (SSLVerifyClient or SSLProxyVerify) and no CA is "
                "known: every one is refused.",
     .diagnosis = &d::client_untrusted},
    {.texts = {"AH01899", "AH01901", "AH01902"},
     .meaning = "CRL files and SSLCARevocationCheck do not go together: one is set without the "
                "other.",
     .diagnosis = &d::client_untrusted},
    {.texts = {"AH01958", "SSLStapling: no stapling cache available"},
     .meaning = "httpd does not start: SSLUseStapling needs a global SSLStaplingCache.",
     .diagnosis = &d::stapling},
    {.texts = {"AH02217", "ssl_stapling_init_cert: can't retrieve issuer certificate!"},
     .meaning = "Nothing is stapled: the issuer is neither in the certificate file nor trusted.",
     .diagnosis = &d::chain_incomplete},
    {.texts = {"AH02218", "AH02604", "AH02814", "no OCSP URI in certificate"},
     .meaning = "Nothing is stapled: the certificate names no OCSP responder.",
     .diagnosis = &d::stapling},
    {.texts = {"AH01941", "AH01944", "AH01940", "AH01955", "AH01980"},
     .meaning = "httpd could not get a good OCSP response for stapling.",
     .diagnosis = &d::stapling},
    {.texts = {"AH02312", "AH02311", "Fatal error initialising mod_ssl, exiting."},
     .meaning = "httpd does not start; the reason stands in the lines before.",
     .diagnosis = &d::bad_setting,
     .frame = true},
};

}  // namespace

extern const Speaker apache;
const Speaker apache{.name = "Apache",
                     .where = "error log, `apachectl configtest`, or the page that a browser gets",
                     .source = {"httpd 2.4.71 (Debian 12), the strings of its modules",
                                "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html"},
                     .messages = messages};

}  // namespace tlslint::explain::speakers
