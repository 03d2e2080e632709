// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/commands.hpp"
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::diagnoses {
namespace {

constexpr std::string_view nginx_pair = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\n"
                                        "ssl_certificate_key /etc/ssl/example.com/privkey.pem;";
constexpr std::string_view apache_pair =
    "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
    "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem";
constexpr std::string_view haproxy_pair = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem";

}  // namespace

const Diagnosis files{
    .name = "files",
    .suspects = {{Cause::misconfiguration,
                  "the path is wrong, the file is no PEM, is empty, or may not be read"}},
    .rules = {"certificate/file-missing", "certificate/file-unreadable", "certificate/not-pem",
              "certificate/wrong-kind", "certificate/path-ambiguous", "certificate/key-missing",
              "certificate/key-encrypted"},
    .commands = {show},
    .remedy = "Correct the path or the file. A running server keeps the old configuration until a "
              "reload succeeds, so fix this before the next restart.",
    .nginx = nginx_pair,
    .apache = apache_pair,
    .haproxy = haproxy_pair};

const Diagnosis key_pair{
    .name = "key-pair",
    .suspects = {{Cause::misconfiguration,
                  "certificate and key come from different orders, or the file starts with the "
                  "intermediate instead of the leaf"}},
    .rules = {"certificate/key-mismatch", "certificate/chain-order", "certificate/wrong-kind",
              "certificate/companion-misnamed"},
    .commands = {show},
    .remedy = "Take key and certificate of the same order, leaf first. These two must print the "
              "same: openssl x509 -noout -pubkey -in CERT; openssl pkey -pubout -in KEY.",
    .nginx = nginx_pair,
    .apache = apache_pair,
    .haproxy = "# cat privkey.pem fullchain.pem > /etc/haproxy/certs/example.com.pem\n"
               "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis no_certificate{
    .name = "no-certificate",
    .suspects = {{Cause::misconfiguration,
                  "the endpoint speaks TLS and no certificate is set for it, or an include that "
                  "should bring it matched nothing"},
                 {Cause::name_mismatch, "the server knows no certificate for the name asked for"}},
    .rules = {"certificate/none-configured", "certificate/key-missing",
              "certificate/from-default-server", "config/include-empty"},
    .commands = {show, diagnose},
    .remedy = "Give the endpoint a certificate and its key, or take TLS away from it.",
    .nginx = nginx_pair,
    .apache = apache_pair,
    .haproxy = haproxy_pair};

const Diagnosis bad_setting{
    .name = "bad-setting",
    .suspects = {{Cause::misconfiguration,
                  "a version, suite or group is misspelt, unknown to this OpenSSL, or below its "
                  "security level"}},
    .rules = {"config/syntax", "cipher/none-left", "cipher/unknown-name", "protocol/none-enabled",
              "protocol/unsupported-by-build", "key-exchange/unknown-group",
              "config/not-in-version"},
    .commands = {"tlslint ciphers STRING", show},
    .remedy = "Write names that the installed OpenSSL has; let tlslint judge with --target or "
              "--openssl-version of the server.",
    .nginx = "ssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n"
             "ssl_ecdh_curve X25519:prime256v1;",
    .apache = "SSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20\n"
              "SSLOpenSSLConfCmd Groups X25519:prime256v1",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/ ssl-min-ver TLSv1.2 "
               "ciphers ECDHE+AESGCM:ECDHE+CHACHA20 curves X25519:P-256"};

const Diagnosis not_tls{
    .name = "not-tls",
    .suspects =
        {{Cause::misconfiguration,
          "the port speaks plain HTTP (or another protocol): `ssl` is missing on the listen "
          "or bind line, SSLEngine is off, or the client uses the wrong scheme or port"},
         {Cause::network, "a captive portal or proxy answers in the server's place"}},
    .rules = {"protocol/plaintext-on-tls-port", "protocol/tls-not-enabled", "live/not-tls",
              "upstream/plaintext-to-tls-port"},
    .commands = {diagnose, show},
    .remedy =
        "Speak TLS on that port, or call the port that does. Behind a TLS offloader the plain "
        "port is right and the scheme of the caller is wrong.",
    .nginx = "listen 443 ssl;",
    .apache = "# in <VirtualHost *:443>\nSSLEngine on",
    .haproxy = haproxy_pair};

const Diagnosis client_certificate{
    .name = "client-certificate",
    .suspects = {{Cause::misconfiguration,
                  "the server demands a client certificate and the client sends none: it has none, "
                  "or none from the CAs that the server names"},
                 {Cause::outdated_client,
                  "it cannot answer a request after the handshake (TLS 1.3)"}},
    .rules = {"client-auth/no-ca", "client-auth/ca-invalid", "client-auth/per-location",
              "client-auth/bypass-by-sni", "live/drift-client-auth"},
    .commands = {"tlslint diagnose --client-cert FILE --client-key FILE HOST", verify},
    .remedy = "Give the client a certificate of the CA, or make it optional and decide per path in "
              "the configuration.",
    .nginx = "ssl_client_certificate /etc/ssl/clients-ca.pem;\nssl_verify_client optional;",
    .apache = "SSLCACertificateFile /etc/ssl/clients-ca.pem\nSSLVerifyClient optional",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/ ca-file /etc/ssl/clients-ca.pem "
               "verify optional"};

const Diagnosis client_untrusted{
    .name = "client-untrusted",
    .suspects = {{Cause::untrusted_authority,
                  "the client's issuer is not in the CA file, or an intermediate is missing"},
                 {Cause::certificate_validity, "the client certificate has expired"},
                 {Cause::revoked, "the CRL names it, or the CRL itself is out of date"}},
    .rules = {"client-auth/ca-invalid", "client-auth/ca-unused", "client-auth/no-crl",
              "upstream/depth-too-small"},
    .commands = {"tlslint diagnose --client-cert FILE --client-key FILE HOST"},
    .remedy = "Put root and intermediates of the clients into the CA file, renew the CRL, or renew "
              "the client's certificate.",
    .nginx = "ssl_client_certificate /etc/ssl/clients-ca.pem;\nssl_verify_client on;\n"
             "ssl_verify_depth 2;",
    .apache = "SSLCACertificateFile /etc/ssl/clients-ca.pem\nSSLVerifyClient require\n"
              "SSLVerifyDepth 2",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/ ca-file /etc/ssl/clients-ca.pem "
               "verify required"};

const Diagnosis stapling{
    .name = "stapling",
    .suspects = {{Cause::misconfiguration,
                  "stapling is on and cannot work: no responder in the certificate, no issuer in "
                  "the chain, no resolver, no cache"},
                 {Cause::network, "the responder cannot be reached from the server"}},
    .rules = {"stapling/pointless", "stapling/no-issuer", "stapling/no-resolver",
              "stapling/no-cache", "stapling/https-responder", "stapling/must-staple-unmet",
              "live/staple-invalid"},
    .commands = {verify},
    .remedy = "Let's Encrypt and others ended OCSP: if the certificate names no responder, turn "
              "stapling off. Else serve the whole chain and give the server a way out.",
    .nginx = "ssl_stapling off;",
    .apache = "SSLUseStapling off",
    .haproxy = "# remove the outdated example.com.pem.ocsp beside the certificate:\n"
               "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis early_close{
    .name = "early-close",
    .suspects = {{Cause::network,
                  "a firewall, load balancer or scanner closed; health checks open and close "
                  "without a word"},
                 {Cause::misconfiguration,
                  "the other side hung up instead of sending an alert: no site for the name, a "
                  "plain port, a crash"},
                 {Cause::outdated_client, "it hangs up on versions or sizes it does not bear"},
                 {Cause::untrusted_authority,
                  "some clients close silently when they do not trust the certificate"}},
    .rules = {"live/reset", "live/unreachable", "live/not-tls", "live/client-cut-off"},
    .commands = {diagnose, "tlslint diagnose --client PROFILE HOST"},
    .remedy = "Diagnose from the server itself and from outside. The step where the two differ "
              "lies between them; if both work, the closing side is a particular client.",
    .nginx = "error_log /var/log/nginx/error.log info;  # says which client, and when",
    .apache = "LogLevel ssl:info",
    .haproxy = "option dontlognull  # in the frontend: hides checks that send nothing"};

const Diagnosis damaged{
    .name = "damaged",
    .suspects = {{Cause::network,
                  "bytes changed on the way: a faulty middlebox, network card offload, or an "
                  "attacker"},
                 {Cause::misconfiguration,
                  "two machines of a cluster use different ticket keys or certificates for one "
                  "connection"},
                 {Cause::outdated_client, "a client with a broken implementation"}},
    .rules = {"live/handshake-failed", "live/inconsistent-backends"},
    .commands = {diagnose},
    .remedy = "Repeat it from another network; take what inspects or offloads TLS out of the path.",
    .nginx = "error_log /var/log/nginx/error.log info;",
    .apache = "LogLevel ssl:info",
    .haproxy = "option log-separate-errors  # in the frontend"};

const Diagnosis unreachable{
    .name = "unreachable",
    .suspects = {{Cause::network,
                  "name resolution, routing, a firewall, or nothing listens on the port"},
                 {Cause::misconfiguration,
                  "the server listens on another address or did not start"}},
    .rules = {"live/unreachable", "certificate/file-missing", "config/syntax"},
    .commands = {diagnose, show},
    .remedy = "Check that the server runs and listens on this address and port (ss -ltn), then the "
              "firewall, then DNS.",
    .nginx = "listen 443 ssl;\nlisten [::]:443 ssl;",
    .apache = "# in ports.conf, outside of any <VirtualHost>: Listen 443\nSSLEngine on",
    .haproxy = "bind :443,:::443 ssl crt /etc/haproxy/certs/"};

const Diagnosis timeout{
    .name = "timeout",
    .suspects = {{Cause::network,
                  "packets are dropped: a firewall, or a path MTU that large hellos (post-quantum "
                  "key shares) do not fit"},
                 {Cause::misconfiguration,
                  "the other side waits for clear text (wrong port, STARTTLS), or hangs in an OCSP "
                  "or DNS request"}},
    .rules = {"live/timeout", "upstream/plaintext-to-tls-port", "protocol/plaintext-on-tls-port"},
    .commands = {diagnose, "tlslint diagnose --client openssl-1.1.1 HOST"},
    .remedy = "See at which step it stops. After the ClientHello: compare with a small hello of an "
              "older client. At once: firewall or wrong port. Longer timeouts mend nothing.",
    .nginx = "client_header_timeout 60s;  # also bounds the handshake",
    .apache =
        "# mod_reqtimeout, outside of any <VirtualHost>: RequestReadTimeout handshake=5 header=20",
    .haproxy = "timeout client 30s  # in the frontend; bounds the handshake too"};

const Diagnosis closing{
    .name = "closing",
    .suspects = {},
    .rules = {},
    .commands = {diagnose},
    .remedy = "Nothing: the connection ended in order. In the middle of a handshake look at who "
              "closed, and at the line before.",
    .nginx = "",
    .apache = "",
    .haproxy = ""};

const Diagnosis misdirected{
    .name = "misdirected",
    .suspects = {{Cause::misconfiguration,
                  "a browser reused a connection (HTTP/2, one certificate for many names) for a "
                  "name with other TLS settings"},
                 {Cause::name_mismatch,
                  "a proxy in front sends one name as SNI and another as Host"}},
    .rules = {"client-auth/bypass-by-sni", "upstream/no-sni", "certificate/name-mismatch",
              "upstream/name-is-group"},
    .commands = {show, upstreams},
    .remedy = "Give names with different client-certificate rules different certificates or "
              "addresses; in a proxy send the Host as SNI.",
    .nginx = "proxy_ssl_server_name on;\nproxy_ssl_name $host;",
    .apache = "ProxyPreserveHost On",
    .haproxy = "server app app.internal:443 ssl verify required ca-file "
               "/etc/ssl/certs/ca-certificates.crt sni req.hdr(host)"};

}  // namespace tlslint::explain::diagnoses
