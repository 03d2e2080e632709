// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::certificate::key_encrypted {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    for (const CertificatePair& pair : endpoint.certificates.value) {
        if (!pair.key_contents || !pair.key_contents->key) continue;
        const x509::KeyProblem problem = pair.key_contents->key->problem;
        if (problem == x509::KeyProblem::locked && !pair.has_passwords)
            report.at(pair.key->at, fmt::format("key {} is encrypted, and no passphrase is given",
                                                pair.key->written));
        if (problem == x509::KeyProblem::wrong_password)
            report.at(pair.key->at,
                      fmt::format("key {} is encrypted, and none of the passphrases opens it",
                                  pair.key->written));
    }
}

constexpr Rule rule{
    .name = "certificate/key-encrypted",
    .severity = Severity::warning,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A key is encrypted, and nothing unlocks it",
    .why = "The server asks for the passphrase on the terminal: started by a service manager, "
           "or after a reboot, it does not start.",
    .remedy = "Give the passphrase in a file (ssl_password_file; ssl-passphrase-cmd since HAProxy "
              "3.3), or store the key unencrypted, "
              "readable by root alone.",
    .references = {{"nginx: ssl_password_file",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_password_file"}},
    .since = "0.1",
    .bad = "ssl_certificate_key encrypted.key;",
    .good = "ssl_certificate_key encrypted.key;\nssl_password_file passphrases;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::key_encrypted
