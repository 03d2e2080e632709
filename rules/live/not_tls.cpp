// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::not_tls {
namespace {

constexpr Rule rule{
    .name = "live/not-tls",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::misconfiguration,
    .summary = "What answers on the port is not TLS",
    .why = "Clients that expect TLS see the words of another protocol and give up.",
    .remedy = "Switch TLS on for that port, or call the port that has it.",
    .references = {{"RFC 8446 5.1", "https://www.rfc-editor.org/rfc/rfc8446#section-5.1"}},
    .since = "0.1",
    .bad = "listen 443;",
    .good = "listen 443 ssl;",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::not_tls
