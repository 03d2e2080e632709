// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::reset {
namespace {

constexpr Rule rule{
    .name = "live/reset",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::network,
    .summary = "A target hangs up without an alert",
    .why = "The connection ends in the middle of the handshake, and nobody says why: a "
           "middlebox, a server that has crashed, or one that closes what it does not like.",
    .remedy = "Read the error log of the server at that time; look for a proxy or a firewall in "
              "between.",
    .references = {{"RFC 8446 6.1", "https://www.rfc-editor.org/rfc/rfc8446#section-6.1"}},
    .since = "0.1",
    .bad = "ClientHello: connection reset",
    .good = "ClientHello: ServerHello",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::reset
