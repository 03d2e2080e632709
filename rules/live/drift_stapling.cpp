// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_stapling {
namespace {

constexpr Rule rule{
    .name = "live/drift-stapling",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::revoked,
    .summary = "The server staples and its configuration does not, or the other way round",
    .why = "Clients ask the authority themselves, or skip the check, where a stapled "
           "response was meant to be; a certificate that demands one is refused.",
    .remedy = "Reload the server; look in its log whether it reaches the responder, and "
              "whether the response's file is there.",
    .references = {{"RFC 6066 8", "https://www.rfc-editor.org/rfc/rfc6066#section-8"}},
    .since = "0.1",
    .bad = "configured on, observed no response",
    .good = "configured on, observed a response",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_stapling
