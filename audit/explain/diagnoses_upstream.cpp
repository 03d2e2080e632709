// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/commands.hpp"
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::diagnoses {
namespace {

// A verified upstream in each server's words; the name is the one in the upstream's certificate.
constexpr std::string_view nginx_upstream =
    "location / {\n"
    "    proxy_pass https://app.internal:8443;\n"
    "    proxy_ssl_server_name on;\n"
    "    proxy_ssl_name app.internal;\n"
    "    proxy_ssl_verify on;\n"
    "    proxy_ssl_verify_depth 2;\n"
    "    proxy_ssl_trusted_certificate /etc/ssl/internal-ca.pem;\n"
    "}";
constexpr std::string_view apache_upstream = "SSLProxyEngine on\n"
                                             "SSLProxyVerify require\n"
                                             "SSLProxyVerifyDepth 2\n"
                                             "SSLProxyCACertificateFile /etc/ssl/internal-ca.pem\n"
                                             "SSLProxyCheckPeerName on\n"
                                             "ProxyPass / https://app.internal:8443/";
constexpr std::string_view haproxy_upstream =
    "server app app.internal:8443 ssl verify required ca-file /etc/ssl/internal-ca.pem "
    "sni str(app.internal) verifyhost app.internal";

}  // namespace

const Diagnosis upstream{
    .name = "upstream",
    .suspects = {{Cause::untrusted_authority,
                  "the proxy verifies and does not know the upstream's CA"},
                 {Cause::name_mismatch,
                  "the name that the proxy sends (none, the group's, an address) is not in the "
                  "upstream's certificate, or unknown to it"},
                 {Cause::certificate_validity, "the upstream's certificate has expired"},
                 {Cause::version_mismatch,
                  "proxy and upstream share no version or suite; often an old appliance behind"},
                 {Cause::misconfiguration, "the upstream's port does not speak TLS, or wants a "
                                           "client certificate"}},
    .rules = {"upstream/no-ca", "upstream/ca-incomplete", "upstream/no-sni",
              "upstream/name-is-group", "upstream/name-is-ip", "upstream/obsolete-version",
              "upstream/client-key-mismatch", "upstream/plaintext-to-tls-port"},
    .commands = {upstreams, show},
    .remedy = "Read the line before it in the error log: it has the reason. Send the right name, "
              "and trust the CA that signed the upstream.",
    .nginx = nginx_upstream,
    .apache = apache_upstream,
    .haproxy = haproxy_upstream};

const Diagnosis upstream_refused{
    .name = "upstream-refused",
    .suspects = {{Cause::name_mismatch,
                  "the proxy sends no server name (SNI), or one that the upstream does not serve"},
                 {Cause::weak_ciphers, "no suite or group is shared with an old upstream"},
                 {Cause::version_mismatch, "the upstream has no version that the proxy offers"},
                 {Cause::misconfiguration,
                  "the upstream wants a client certificate, or has none for the name"}},
    .rules = {"upstream/no-sni", "upstream/name-is-group", "upstream/obsolete-version",
              "upstream/client-key-mismatch"},
    .commands = {upstreams, show},
    .remedy = "Send the name that the upstream serves. If it refuses that as well, ask it with "
              "`tlslint diagnose` what it speaks.",
    .nginx = nginx_upstream,
    .apache = apache_upstream,
    .haproxy = haproxy_upstream};

const Diagnosis upstream_unverified{
    .name = "upstream-untrusted",
    .suspects =
        {{Cause::untrusted_authority,
          "the CA file of the proxy lacks the upstream's root, or has only an intermediate"},
         {Cause::misconfiguration,
          "the upstream does not send its intermediate, or the depth is too small"},
         {Cause::certificate_validity, "the number in brackets is 10: expired"}},
    .rules = {"upstream/no-ca", "upstream/ca-incomplete", "upstream/depth-too-small",
              "upstream/unverified"},
    .commands = {upstreams},
    .remedy = "Give the proxy the root that signed the upstream's certificate, and the depth its "
              "chain needs. Do not turn verification off.",
    .nginx = nginx_upstream,
    .apache = apache_upstream,
    .haproxy = haproxy_upstream};

const Diagnosis upstream_name{
    .name = "upstream-name",
    .suspects = {{Cause::name_mismatch,
                  "the name checked is that of the proxy's line (a group, an address, an inner "
                  "alias), and the certificate has another"},
                 {Cause::misconfiguration,
                  "without SNI the upstream answered with its default site"}},
    .rules = {"upstream/name-is-group", "upstream/name-is-ip", "upstream/no-sni",
              "upstream/name-unchecked", "upstream/sni-from-client"},
    .commands = {upstreams, show},
    .remedy = "Send and check a name that stands in the upstream's certificate.",
    .nginx = nginx_upstream,
    .apache = apache_upstream,
    .haproxy = haproxy_upstream};

const Diagnosis upstream_expired{
    .name = "upstream-expired",
    .suspects = {{Cause::certificate_validity, "the upstream's certificate is out of date"},
                 {Cause::misconfiguration, "it was renewed there and not reloaded"}},
    .rules = {"upstream/unverified", "certificate/expired"},
    .commands = {upstreams},
    .remedy = "Renew and reload on the upstream; let its renewal do the reload.",
    .nginx = nginx_upstream,
    .apache = apache_upstream,
    .haproxy = haproxy_upstream};

const Diagnosis upstream_plaintext{
    .name = "upstream-plaintext",
    .suspects = {{Cause::misconfiguration,
                  "the proxy speaks TLS to a port that does not, or clear text to one that does"}},
    .rules = {"upstream/plaintext-to-tls-port", "upstream/engine-off", "upstream/check-plaintext"},
    .commands = {upstreams, show},
    .remedy = "Make scheme and port agree with what the upstream speaks.",
    .nginx = nginx_upstream,
    .apache = apache_upstream,
    .haproxy = haproxy_upstream};

const Diagnosis upstream_without_ca{
    .name = "upstream-without-ca",
    .suspects = {{Cause::misconfiguration,
                  "the upstream shall be verified, and no CA is given to verify it with"}},
    .rules = {"upstream/no-ca", "upstream/ca-incomplete"},
    .commands = {show},
    .remedy = "Name the file with the root that signed the upstream.",
    .nginx = nginx_upstream,
    .apache = apache_upstream,
    .haproxy = haproxy_upstream};

const Diagnosis upstream_client_certificate{
    .name = "upstream-client-certificate",
    .suspects = {{Cause::misconfiguration,
                  "the upstream wants a client certificate; the proxy has none, half of one, or a "
                  "pair that does not fit"}},
    .rules = {"upstream/client-key-mismatch"},
    .commands = {upstreams},
    .remedy = "Give the proxy certificate and key, unencrypted, signed by a CA that the upstream "
              "asks for.",
    .nginx = "location / {\n"
             "    proxy_pass https://app.internal:8443;\n"
             "    proxy_ssl_certificate     /etc/ssl/proxy/fullchain.pem;\n"
             "    proxy_ssl_certificate_key /etc/ssl/proxy/privkey.pem;\n"
             "}",
    .apache = "SSLProxyEngine on\n"
              "# certificate and key in one file:\n"
              "SSLProxyMachineCertificateFile /etc/ssl/proxy/both.pem",
    .haproxy = "server app app.internal:8443 ssl verify required ca-file /etc/ssl/internal-ca.pem "
               "crt /etc/ssl/proxy/both.pem"};

}  // namespace tlslint::explain::diagnoses
