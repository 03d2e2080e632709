// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::unreachable {
namespace {

constexpr Rule rule{
    .name = "live/unreachable",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::network,
    .summary = "A target cannot be reached",
    .why = "Nobody gets to the server at that address: its name does not resolve, or the "
           "connection is refused or has no route.",
    .remedy = "Check that the server runs and listens there, then the firewall, then DNS.",
    .references = {{"RFC 9293 3.5", "https://www.rfc-editor.org/rfc/rfc9293#section-3.5"}},
    .since = "0.1",
    .bad = "connect: connection refused",
    .good = "connect: ok",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::unreachable
