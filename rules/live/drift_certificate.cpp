// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_certificate {
namespace {

constexpr Rule rule{
    .name = "live/drift-certificate",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::certificate_validity,
    .summary = "The server shows another certificate than its configuration",
    .why = "A certificate that was renewed on disk helps nobody while the old one is "
           "served: when that expires, every client is refused.",
    .remedy = "Reload the server after each renewal (a deploy hook of the ACME client does "
              "that).",
    .references = {{"RFC 5280 4.1.2.5", "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"}},
    .since = "0.1",
    .bad = "serves 03A1 until 2026-01-03, the file holds 04B2 until 2026-04-03",
    .good = "serves what the file holds",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_certificate
