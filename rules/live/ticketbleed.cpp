// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::ticketbleed {
namespace {

constexpr Rule rule{
    .name = "live/ticketbleed",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::none,
    .summary = "Session tickets reveal memory of the server (Ticketbleed)",
    .why = "A session identifier that is shorter than 32 bytes comes back filled up with "
           "what lay behind it in memory (CVE-2016-9244).",
    .remedy = "Update the appliance; until then switch session tickets off.",
    .references = {{"CVE-2016-9244", "https://nvd.nist.gov/vuln/detail/CVE-2016-9244"}},
    .since = "0.1",
    .bad = "16 bytes of session identifier come back as 32",
    .good = "16 bytes of session identifier come back as 16",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::ticketbleed
