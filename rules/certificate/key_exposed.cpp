// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/exposed.hpp"
#include "rules/engine/rule.hpp"

namespace tlslint::rules::certificate::key_exposed {
namespace {

void check(const Model& model, Report& report) {
    report_exposed(model, report, FileUse::key, "key");
}

constexpr Rule rule{
    .name = "certificate/key-exposed",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A private key is within reach of others",
    .why = "Whoever has the key can pose as the server and, without forward secrecy, read what "
           "was recorded.",
    .remedy = "Replace certificate and key, since this one may be known; keep the new key out of "
              "document roots and repositories, mode 0600 or 0640.",
    .references =
        {{"NIST SP 800-57 part 1, 8.1.5", "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final"},
         {"CA/Browser Forum Baseline Requirements",
          "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"}},
    .since = "0.1",
    .bad = "ssl_certificate_key /var/www/html/site.key;",
    .good = "ssl_certificate_key /etc/ssl/private/site.key;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::certificate::key_exposed
