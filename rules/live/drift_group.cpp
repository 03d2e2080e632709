// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_group {
namespace {

constexpr Rule rule{
    .name = "live/drift-group",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::misconfiguration,
    .summary = "The server takes other groups for the key exchange than its configuration",
    .why = "The list of groups in the files is not in force, or another library than "
           "assumed carries it out.",
    .remedy = "Reload the server; if that changes nothing, look which process and which file "
              "answer at this address.",
    .references = {{"RFC 8446 4.2.7", "https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7"}},
    .since = "0.1",
    .bad = "configured X25519 prime256v1, observed prime256v1",
    .good = "configured X25519 prime256v1, observed X25519 prime256v1",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_group
