// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::speakers {
namespace {

namespace d = diagnoses;

// Lines that nginx and OpenSSL make together, and texts that the binary of Debian 12 does not have.
constexpr Message messages[] = {
    {.texts = {"sslv3 alert handshake failure … while SSL handshaking to upstream",
               "ssl/tls alert handshake failure … while SSL handshaking to upstream",
               "tlsv1 alert internal error … while SSL handshaking to upstream",
               "tlsv1 unrecognized name … while SSL handshaking to upstream"},
     .meaning = "The server behind nginx refused the hello, mostly because it names no host: "
                "proxy_ssl_server_name is off by default. Else no suite is shared.",
     .diagnosis = &d::upstream_refused},
    {.texts = {"no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client"},
     .meaning = "nginx does not start (1.27.2 and newer): client certificates are asked for and no "
                "CA is given.",
     .diagnosis = &d::client_untrusted},
    {.texts = {"the \"ssl\" parameter requires ngx_http_ssl_module",
               "unknown directive \"ssl_certificate\"", "unknown directive \"ssl\""},
     .meaning =
         "nginx does not start: it was built without its TLS module, or (`ssl`) is 1.25.1 or "
         "newer, where `listen … ssl` says it.",
     .diagnosis = &d::bad_setting},
};

}  // namespace

extern const Speaker nginx_elsewhere;
const Speaker nginx_elsewhere{
    .name = "nginx, other versions",
    .where = "error.log and `nginx -t`, also of builds without TLS and of newer versions",
    .source = {"nginx, src/event/ngx_event_openssl.c and its changes",
               "https://nginx.org/en/CHANGES"},
    .messages = messages};

}  // namespace tlslint::explain::speakers
