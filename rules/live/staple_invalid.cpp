// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::staple_invalid {
namespace {

constexpr Rule rule{
    .name = "live/staple-invalid",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::revoked,
    .summary = "The stapled OCSP response is of no use",
    .why = "Clients that look at it get a response that is out of date, forged, an error, or "
           "about another certificate; some then refuse the connection.",
    .remedy = "Let the server fetch a new response; look in its log why it cannot.",
    .references = {{"RFC 6066 8", "https://www.rfc-editor.org/rfc/rfc6066#section-8"}},
    .since = "0.1",
    .bad = "OCSP response: nextUpdate 2026-01-03",
    .good = "OCSP response: good",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::staple_invalid
