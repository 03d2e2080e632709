// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_chain {
namespace {

constexpr Rule rule{
    .name = "live/drift-chain",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::untrusted_authority,
    .summary = "The server sends another chain than its configuration",
    .why = "Clients that do not have the intermediate certificate already cannot build a "
           "path from what they get, whatever the file holds by now.",
    .remedy = "Reload the server so that it reads its certificate files again.",
    .references = {{"RFC 5246 7.4.2", "https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2"}},
    .since = "0.1",
    .bad = "the file holds 2 certificates, the server sends 1",
    .good = "the server sends what the file holds",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_chain
