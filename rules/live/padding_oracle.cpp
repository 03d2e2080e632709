// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::padding_oracle {
namespace {

constexpr Rule rule{
    .name = "live/padding-oracle",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::weak_ciphers,
    .summary = "The server takes CBC records with wrong padding (POODLE over TLS)",
    .why = "Who cares only for the length of the padding, and not for its bytes, lets an "
           "attacker guess plain text byte by byte, as in SSL 3.0.",
    .remedy = "Update the server or appliance; until then take out the CBC suites.",
    .references = {{"CVE-2014-8730", "https://nvd.nist.gov/vuln/detail/CVE-2014-8730"},
                   {"Zombie POODLE and GOLDENDOODLE (2019)",
                    "https://www.usenix.org/conference/usenixsecurity19/presentation/merget"}},
    .since = "0.1",
    .bad = "a record with wrong padding is taken",
    .good = "a record with wrong padding is refused with alert 20",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::padding_oracle
