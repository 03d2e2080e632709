// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/commands.hpp"
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::diagnoses {
namespace {

// What Mozilla's intermediate profile asks for, in each server's words.
constexpr std::string_view nginx_versions =
    "ssl_protocols TLSv1.2 TLSv1.3;  # in the default server of the address";
constexpr std::string_view apache_versions = "SSLProtocol -all +TLSv1.2 +TLSv1.3";
constexpr std::string_view haproxy_versions =
    "bind :443 ssl crt /etc/haproxy/certs/ ssl-min-ver TLSv1.2";
constexpr std::string_view nginx_suites = "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;";
constexpr std::string_view apache_suites = "SSLCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view haproxy_suites =
    "bind :443 ssl crt /etc/haproxy/certs/ ciphers ECDHE+AESGCM:ECDHE+CHACHA20";

}  // namespace

const Diagnosis versions{
    .name = "versions",
    .suspects =
        {{Cause::version_mismatch,
          "client and server have no version in common; `tlslint show` lists the server's"},
         {Cause::outdated_client,
          "the server wants 1.2 and newer, as it should, and the client stops at 1.0 or 1.1"},
         {Cause::misconfiguration,
          "a version is written and not in force: OpenSSL's security level refuses it, or "
          "the default server of the address decides"}},
    .rules = {"protocol/no-current-version", "protocol/enabled-but-refused",
              "protocol/none-enabled", "protocol/tls13-only", "protocol/replaced-not-added",
              "protocol/overruled-by-default-server", "live/drift-version"},
    .commands = {diagnose, show, "tlslint show --clients"},
    .remedy = "Offer TLS 1.2 and 1.3. A client that has neither is updated or gets a separate, "
              "isolated endpoint; do not turn old versions on for everyone.",
    .nginx = nginx_versions,
    .apache = apache_versions,
    .haproxy = haproxy_versions};

const Diagnosis suites{
    .name = "suites",
    .suspects =
        {{Cause::weak_ciphers,
          "a version is shared and no suite is: one side has only RC4, 3DES or static RSA "
          "left"},
         {Cause::misconfiguration,
          "the suites need an ECDSA key and the certificate is RSA (or the reverse), or its "
          "key file belongs to another certificate"},
         {Cause::version_mismatch, "the shared suites belong to a version that is off"},
         {Cause::outdated_client, "its newest suites are those that were given up"}},
    .rules = {"cipher/unusable-with-certificate", "cipher/none-left", "cipher/unknown-name",
              "cipher/tls13-in-wrong-list", "cipher/no-aead", "certificate/key-mismatch",
              "live/drift-cipher"},
    .commands = {diagnose, "tlslint ciphers STRING", "tlslint show --clients"},
    .remedy = "Offer forward-secret AEAD suites that fit the key of the certificate; for mixed "
              "clients serve an ECDSA and an RSA certificate together.",
    .nginx = nginx_suites,
    .apache = apache_suites,
    .haproxy = haproxy_suites};

const Diagnosis groups{
    .name = "groups",
    .suspects = {{Cause::weak_ciphers,
                  "no elliptic curve or DH group is shared; the server's list is too narrow"},
                 {Cause::outdated_client, "the client offers none of X25519, P-256, P-384"},
                 {Cause::misconfiguration,
                  "a middlebox or a broken client sends a key share that does not fit its group"}},
    .rules = {"key-exchange/no-modern-group", "key-exchange/single-group",
              "key-exchange/unknown-group", "live/drift-group"},
    .commands = {diagnose, show},
    .remedy = "Offer X25519 and P-256 at least. Random single hits in a public server's log are "
              "scanners; nothing is to be mended then.",
    .nginx = "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
    .apache = "SSLOpenSSLConfCmd Groups X25519:prime256v1:secp384r1",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/ curves X25519:P-256:P-384"};

const Diagnosis signatures{
    .name = "signatures",
    .suspects =
        {{Cause::weak_ciphers,
          "no signature algorithm is shared: one side knows SHA-1 only, or the key is of a "
          "rare kind (Ed25519, P-521)"},
         {Cause::misconfiguration,
          "certificate and key do not belong together (nginx starts with an RSA certificate "
          "and an EC key)"},
         {Cause::outdated_client, "TLS 1.2 with SHA-1 signatures only"}},
    .rules = {"certificate/key-mismatch", "cipher/unusable-with-certificate",
              "certificate/weak-signature"},
    .commands = {diagnose, verify},
    .remedy = "Serve an RSA (2048 bits and more) or P-256 certificate with its own key.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis weak_dh{
    .name = "weak-dh",
    .suspects = {{Cause::weak_ciphers,
                  "the server's DH parameters are below 2048 bits, often the built-in ones of an "
                  "old server"},
                 {Cause::outdated_client, "an old Java or OpenSSL takes 1024 bits at most"}},
    .rules = {"key-exchange/weak-dh", "key-exchange/finite-field-dh"},
    .commands = {verify, show},
    .remedy = "Drop the DHE suites: every current client has ECDHE. Else use ffdhe2048 or larger.",
    .nginx = nginx_suites,
    .apache = apache_suites,
    .haproxy = haproxy_suites};

const Diagnosis fallback{
    .name = "fallback",
    .suspects = {{Cause::network,
                  "the first, full try broke off on the way (middlebox, timeout), and the client "
                  "tried again with an older version"},
                 {Cause::outdated_client, "it always sends the fallback marker"},
                 {Cause::version_mismatch, "an intolerant device made the first try fail"}},
    .rules = {"live/no-fallback-scsv"},
    .commands = {diagnose},
    .remedy = "The server did right: it has a newer version. Find out why the first try failed.",
    .nginx = nginx_versions,
    .apache = apache_versions,
    .haproxy = haproxy_versions};

const Diagnosis alpn{
    .name = "alpn",
    .suspects = {{Cause::misconfiguration,
                  "client and server share no application protocol, such as h2 without http/1.1"}},
    .rules = {"protocol/http-version-unavailable"},
    .commands = {verify},
    .remedy = "Offer http/1.1 beside h2.",
    .nginx = "listen 443 ssl http2;  # from nginx 1.25.1: http2 on;",
    .apache = "Protocols h2 http/1.1",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/ alpn h2,http/1.1"};

const Diagnosis renegotiation{
    .name = "renegotiation",
    .suspects =
        {{Cause::outdated_client,
          "one side lacks RFC 5746 (before 2010: OpenSSL 0.9.8l, old appliances); OpenSSL 3 "
          "refuses such servers"},
         {Cause::misconfiguration,
          "a client certificate is demanded for one path only, which needs a second "
          "handshake"}},
    .rules = {"session/insecure-renegotiation", "client-auth/per-location",
              "live/client-renegotiation"},
    .commands = {verify},
    .remedy = "Update the old side. Demand client certificates for the whole server, not for a "
              "path. Do not allow unsafe renegotiation.",
    .nginx = "ssl_client_certificate /etc/ssl/clients-ca.pem;\n"
             "ssl_verify_client on;  # per server; nginx never renegotiates",
    .apache = "SSLCACertificateFile /etc/ssl/clients-ca.pem\nSSLVerifyClient require",
    .haproxy =
        "bind :443 ssl crt /etc/haproxy/certs/ ca-file /etc/ssl/clients-ca.pem verify required"};

const Diagnosis internal_error{
    .name = "internal-error",
    .suspects = {{Cause::version_mismatch,
                  "OpenSSL 3 answers so when only TLS 1.0 or 1.1 is left and the security level is "
                  "above 0"},
                 {Cause::misconfiguration,
                  "a certificate, key, OCSP or Lua step failed in the server: its log has the line "
                  "at that second"},
                 {Cause::outdated_client, "see whether a modern client gets through"}},
    .rules = {"protocol/enabled-but-refused", "certificate/key-mismatch",
              "stapling/https-responder", "protocol/no-current-version"},
    .commands = {diagnose, show},
    .remedy = "Read the server's error log of that second, with the level raised to info.",
    .nginx = "error_log /var/log/nginx/error.log info;\nssl_protocols TLSv1.2 TLSv1.3;",
    .apache = "LogLevel ssl:info\nSSLProtocol -all +TLSv1.2 +TLSv1.3",
    .haproxy = "log-format \"%ci:%cp %ft %[ssl_fc_err_str] %sslv %sslc\"  # in the frontend"};

const Diagnosis protocol_violation{
    .name = "protocol-violation",
    .suspects = {{Cause::misconfiguration,
                  "a middlebox, offloader or antivirus changes the handshake, or the port speaks "
                  "another protocol"},
                 {Cause::outdated_client,
                  "a client with a bug; scanners send such hellos on purpose"},
                 {Cause::network, "bytes were lost or added on the way"}},
    .rules = {"live/not-tls", "live/handshake-failed", "protocol/plaintext-on-tls-port"},
    .commands = {diagnose, "tlslint diagnose --client PROFILE HOST"},
    .remedy = "Diagnose from beside the server and from the client's network: if only one fails, "
              "what lies between is at fault. If both work, the client is.",
    .nginx = "error_log /var/log/nginx/error.log info;",
    .apache = "LogLevel ssl:debug",
    .haproxy = "option dontlognull  # hides port scans, not real failures"};

const Diagnosis old_extension{
    .name = "obsolete-alert",
    .suspects = {{Cause::outdated_client, "only programs of the SSL 3.0 or TLS 1.0 days send it"},
                 {Cause::misconfiguration, "a middlebox made it up"}},
    .rules = {"protocol/obsolete-version"},
    .commands = {diagnose},
    .remedy = "Update the side that sent it, and offer TLS 1.2 and 1.3.",
    .nginx = nginx_versions,
    .apache = apache_versions,
    .haproxy = haproxy_versions};

const Diagnosis encrypted_hello{
    .name = "encrypted-hello",
    .suspects = {{Cause::misconfiguration,
                  "the ECH key in DNS is not (or no longer) the server's, and the server gave no "
                  "new one"},
                 {Cause::network, "an inspecting proxy removed the encrypted hello"}},
    .rules = {"live/handshake-failed"},
    .commands = {diagnose},
    .remedy = "Publish the ECH configuration of the running server in the HTTPS record, or remove "
              "it there. It is not set in nginx, Apache or HAProxy as Debian ships them.",
    .nginx = "",
    .apache = "",
    .haproxy = ""};

}  // namespace tlslint::explain::diagnoses
