// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::heartbleed {
namespace {

constexpr Rule rule{
    .name = "live/heartbleed",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::none,
    .summary = "Anyone can read the server's memory",
    .why = "OpenSSL 1.0.1 to 1.0.1f answers such a heartbeat with up to 64 KiB of its memory: "
           "private keys, passwords, cookies.",
    .remedy = "Update OpenSSL, then replace certificates and keys, and whatever secrets went "
              "through the server.",
    .references = {{"CVE-2014-0160", "https://nvd.nist.gov/vuln/detail/CVE-2014-0160"}},
    .since = "0.1",
    .bad = "heartbeat of 16384 bytes, 0 of them sent: heartbeat",
    .good = "heartbeat of 16384 bytes, 0 of them sent: no answer",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::heartbleed
