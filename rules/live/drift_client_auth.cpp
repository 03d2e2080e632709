// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_client_auth {
namespace {

constexpr Rule rule{
    .name = "live/drift-client-auth",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::misconfiguration,
    .summary = "The server asks clients for certificates otherwise than its configuration",
    .why = "Who was to be kept out gets in, or clients without a certificate are refused.",
    .remedy = "Reload the server, then look whether another block or proxy answers at this "
              "address.",
    .references = {{"RFC 8446 4.3.2", "https://www.rfc-editor.org/rfc/rfc8446#section-4.3.2"}},
    .since = "0.1",
    .bad = "configured required, observed none",
    .good = "configured required, observed required",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_client_auth
