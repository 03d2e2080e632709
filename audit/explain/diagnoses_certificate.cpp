// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/commands.hpp"
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain::diagnoses {

const Diagnosis expired{
    .name = "expired",
    .suspects =
        {{Cause::certificate_validity,
          "notAfter of the certificate sent lies in the past; `tlslint diagnose` prints it"},
         {Cause::misconfiguration,
          "the file on disk is already the new one: the server was not reloaded, or reads "
          "another path"},
         {Cause::untrusted_authority,
          "the leaf is in date, and an intermediate or root of the path is not"},
         {Cause::outdated_client, "only some machines complain: look at their clocks"}},
    .rules = {"certificate/expired", "certificate/expiring", "live/drift-certificate"},
    .commands = {diagnose, check_live},
    .remedy = "Renew the certificate, put leaf and intermediates where the server reads them, and "
              "reload it; let the renewal do the reload from now on.",
    .nginx = "ssl_certificate     /etc/letsencrypt/live/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/letsencrypt/live/example.com/privkey.pem;\n"
             "# then: nginx -t && nginx -s reload",
    .apache = "SSLCertificateFile    /etc/letsencrypt/live/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/letsencrypt/live/example.com/privkey.pem\n"
              "# then: apachectl configtest && apachectl graceful",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem\n"
               "# then: systemctl reload haproxy"};

const Diagnosis not_yet_valid{
    .name = "not-yet-valid",
    .suspects =
        {{Cause::certificate_validity,
          "notBefore lies in the future for a machine whose clock is right"},
         {Cause::outdated_client,
          "the clock of the client stands in the past: an empty battery, a snapshot, no NTP"}},
    .rules = {"certificate/not-yet-valid"},
    .commands = {diagnose},
    .remedy = "Compare the clock with notBefore; set the clock where it is wrong, else serve the "
              "certificate that is valid now.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis invalid_certificate{
    .name = "invalid-certificate",
    .suspects = {{Cause::certificate_validity,
                  "a signature, date or extension of the certificate cannot be read or does not "
                  "verify"},
                 {Cause::misconfiguration,
                  "the chain file holds certificates of another hierarchy with the same names"}},
    .rules = {"certificate/not-pem", "certificate/wrong-kind", "certificate/ca-as-leaf",
              "certificate/unknown-critical-extension", "certificate/chain-extra"},
    .commands = {diagnose},
    .remedy = "Have the certificate issued again, and serve it with the intermediates that came "
              "with it.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;  # leaf first\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis weak_certificate{
    .name = "weak-certificate",
    .suspects = {{Cause::certificate_validity,
                  "RSA below 2048 bits, or MD5 or SHA-1 in a signature below the root"},
                 {Cause::weak_ciphers,
                  "the key is fine elsewhere: this OpenSSL has a higher security level (Debian and "
                  "Ubuntu: 2)"}},
    .rules = {"certificate/weak-key", "certificate/weak-signature",
              "cipher/security-level-lowered"},
    .commands = {diagnose, verify},
    .remedy = "Make a new key (P-256, or RSA with 2048 bits and more) and have it certified with "
              "SHA-256; do not lower the security level.",
    .nginx = "# openssl ecparam -genkey -name prime256v1 -out /etc/ssl/example.com/privkey.pem\n"
             "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis wrong_usage{
    .name = "wrong-usage",
    .suspects = {{Cause::certificate_validity,
                  "extendedKeyUsage has no serverAuth (clients: clientAuth), or keyUsage no "
                  "digitalSignature"},
                 {Cause::misconfiguration,
                  "a CA certificate, or the one meant for clients or mail, is served"}},
    .rules = {"certificate/wrong-usage", "certificate/ca-as-leaf"},
    .commands = {diagnose},
    .remedy = "Serve a certificate that was issued for TLS servers.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis name_mismatch{
    .name = "name-mismatch",
    .suspects = {{Cause::name_mismatch,
                  "no subjectAltName covers the name that the client asked for; a wildcard covers "
                  "one label, a common name alone counts for nothing"},
                 {Cause::misconfiguration,
                  "another site's certificate came: no server block has this name, so the default "
                  "one answered"},
                 {Cause::outdated_client,
                  "only clients without SNI (Java 6, Android 2, IE on XP) get the wrong one"}},
    .rules = {"certificate/name-mismatch", "certificate/no-san", "certificate/from-default-server",
              "live/drift-name", "protocol/unknown-name-answered"},
    .commands = {diagnose, show},
    .remedy = "Give the name to the block that has the right certificate, or get a certificate "
              "that lists every name of the block.",
    .nginx = "server_name example.com www.example.com;\n"
             "ssl_certificate     /etc/ssl/example.com/fullchain.pem;  # both names in its SAN\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "ServerName  example.com\n"
              "ServerAlias www.example.com\n"
              "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "# HAProxy chooses by the names in the certificates of the directory:\n"
               "bind :443 ssl crt /etc/haproxy/certs/ strict-sni"};

const Diagnosis unknown_name{
    .name = "unknown-name",
    .suspects = {{Cause::name_mismatch, "the name sent as SNI belongs to no site of this address"},
                 {Cause::misconfiguration,
                  "a proxy in front sends its own name for the site, or none"}},
    .rules = {"certificate/name-mismatch", "upstream/no-sni", "upstream/name-is-group",
              "protocol/unknown-name-answered"},
    .commands = {diagnose, "tlslint diagnose --sni NAME HOST", show},
    .remedy = "Add the name to the site it belongs to. Rejecting unknown names is right; it is the "
              "name that must become known.",
    .nginx = "server_name example.com www.example.com;  # in the block with the certificate",
    .apache = "ServerName  example.com\nServerAlias www.example.com",
    .haproxy = "# a certificate with the name, in the directory of the bind line:\n"
               "bind :443 ssl crt /etc/haproxy/certs/ strict-sni"};

const Diagnosis untrusted{
    .name = "untrusted",
    .suspects = {{Cause::untrusted_authority,
                  "the chain is whole and ends in a root that this client does not have: a private "
                  "CA, an inspecting proxy, a root that was withdrawn"},
                 {Cause::misconfiguration,
                  "only the leaf was sent: the intermediate is missing, and some clients find it "
                  "elsewhere"},
                 {Cause::outdated_client, "its store is older than the root"}},
    .rules = {"certificate/untrusted", "certificate/chain-incomplete", "certificate/self-signed",
              "certificate/chain-file-wins", "live/drift-chain"},
    .commands = {diagnose, "tlslint verify --ca-file ROOT.pem HOST"},
    .remedy = "Look at how many certificates are sent. One alone: serve the whole chain. A whole "
              "one: use a public CA, or install the private root on the clients.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;  # leaf, then intermediates\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem\n"
              "# and no SSLCertificateChainFile: it would replace the chain of the first",
    .haproxy = "# leaf, intermediates and key in one file:\n"
               "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis self_signed{
    .name = "self-signed",
    .suspects = {{Cause::untrusted_authority,
                  "the certificate is its own issuer, and no client was told to trust it"},
                 {Cause::misconfiguration,
                  "the placeholder of the distribution (snakeoil) or of an appliance is served "
                  "instead of the real one"}},
    .rules = {"certificate/self-signed", "certificate/untrusted", "certificate/chain-extra"},
    .commands = {diagnose},
    .remedy = "Get a certificate from a CA that the clients trust (ACME takes minutes); for inner "
              "services run a small CA of your own and install its root.",
    .nginx = "ssl_certificate     /etc/letsencrypt/live/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/letsencrypt/live/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/letsencrypt/live/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/letsencrypt/live/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis chain_incomplete{
    .name = "chain-incomplete",
    .suspects = {{Cause::misconfiguration,
                  "the server sends its leaf without the intermediate; browsers that fetch or "
                  "remember it hide the fault"},
                 {Cause::untrusted_authority, "the chain is whole and its root is unknown"},
                 {Cause::outdated_client, "the root is newer than the client's store"}},
    .rules = {"certificate/chain-incomplete", "certificate/chain-order",
              "certificate/chain-file-wins", "certificate/untrusted", "live/drift-chain"},
    .commands = {diagnose, verify},
    .remedy = "Append the intermediate to the certificate file (the CA's fullchain.pem), leaf "
              "first, and reload.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;  # not cert.pem\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "# cat privkey.pem fullchain.pem > /etc/haproxy/certs/example.com.pem\n"
               "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis revoked{
    .name = "revoked",
    .suspects = {{Cause::revoked,
                  "the CRL or OCSP response of the issuer names the serial; `tlslint verify "
                  "--fetch-revocation` asks"},
                 {Cause::misconfiguration,
                  "a new certificate was issued and the server still serves the old one"}},
    .rules = {"certificate/revoked", "stapling/missing", "stapling/must-staple-unmet",
              "live/drift-certificate"},
    .commands = {"tlslint verify --fetch-revocation HOST", "tlslint verify --crl FILE HOST"},
    .remedy = "Find out why it was revoked, make a new key (the old one may be known), have it "
              "certified, install it and reload.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;  # a new key",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis must_staple{
    .name = "must-staple",
    .suspects =
        {{Cause::misconfiguration,
          "the certificate demands an OCSP staple, and the server sends none or a stale one"},
         {Cause::revoked, "the staple says so"},
         {Cause::network, "the server cannot reach the responder"}},
    .rules = {"stapling/must-staple-unmet", "stapling/missing", "stapling/no-issuer",
              "stapling/no-resolver", "stapling/no-cache", "live/staple-invalid"},
    .commands = {verify},
    .remedy = "Turn stapling on and make sure that the responder can be reached, or have the "
              "certificate issued without the TLS feature extension.",
    .nginx = "ssl_stapling on;\nresolver 127.0.0.53;",
    .apache =
        "SSLUseStapling on\n"
        "# and outside of any <VirtualHost>: SSLStaplingCache shmcb:/run/apache2/stapling(128000)",
    .haproxy = "# an up-to-date example.com.pem.ocsp beside the certificate:\n"
               "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

const Diagnosis certificate_refused{
    .name = "certificate-refused",
    .suspects = {{Cause::untrusted_authority,
                  "most often: the client does not know the root. The server sees no more than the "
                  "alert"},
                 {Cause::misconfiguration, "the intermediate is not sent"},
                 {Cause::name_mismatch, "the client used a name that the certificate lacks"},
                 {Cause::certificate_validity, "dates, usage, key size or signature"}},
    .rules = {"certificate/untrusted", "certificate/chain-incomplete", "certificate/name-mismatch",
              "certificate/expired", "certificate/self-signed", "certificate/wrong-usage"},
    .commands = {diagnose, verify},
    .remedy = "Let tlslint look at the certificate as a client does; if it finds nothing, the "
              "reason lies in that client's trust store, clock or pins.",
    .nginx = "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\n"
             "ssl_certificate_key /etc/ssl/example.com/privkey.pem;",
    .apache = "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\n"
              "SSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
    .haproxy = "bind :443 ssl crt /etc/haproxy/certs/example.com.pem"};

}  // namespace tlslint::explain::diagnoses
