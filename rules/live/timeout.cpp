// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::timeout {
namespace {

constexpr Rule rule{
    .name = "live/timeout",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::network,
    .summary = "A target does not answer",
    .why = "The connection or the hello is met with silence until the time is over: a firewall "
           "that drops, a full queue, a process that hangs.",
    .remedy = "Look at firewalls between here and there, and at what the server is busy with.",
    .references = {{"RFC 9293 3.8", "https://www.rfc-editor.org/rfc/rfc9293#section-3.8"}},
    .since = "0.1",
    .bad = "ClientHello: no answer in 5 s",
    .good = "ClientHello: ServerHello",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::timeout
