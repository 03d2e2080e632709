// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::no_fallback_scsv {
namespace {

constexpr Rule rule{
    .name = "live/no-fallback-scsv",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::none,
    .summary = "Downgrades below the best version are not refused",
    .why = "An attacker who makes a first handshake fail can bring a client that tries again "
           "down to an older version.",
    .remedy = "Use a library with TLS_FALLBACK_SCSV, which all current ones have, or offer one "
              "version below TLS 1.3 only.",
    .references = {{"RFC 7507", "https://www.rfc-editor.org/rfc/rfc7507"}},
    .since = "0.1",
    .bad = "TLSv1.1 with TLS_FALLBACK_SCSV: ServerHello",
    .good = "TLSv1.1 with TLS_FALLBACK_SCSV: alert 86 (inappropriate_fallback)",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::no_fallback_scsv
