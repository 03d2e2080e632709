// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::handshake_failed {
namespace {

constexpr Rule rule{
    .name = "live/handshake-failed",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::misconfiguration,
    .summary = "No handshake with the target succeeds",
    .why = "It answers, and no hello that it was sent leads to a handshake.",
    .remedy = "Run `tlslint diagnose` on it: it names the step and the cause.",
    .references = {{"RFC 8446 6.2", "https://www.rfc-editor.org/rfc/rfc8446#section-6.2"}},
    .since = "0.1",
    .bad = "ClientHello: alert 40 (handshake_failure)",
    .good = "ClientHello: ServerHello",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::handshake_failed
