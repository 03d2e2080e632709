// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::ccs_injection {
namespace {

constexpr Rule rule{
    .name = "live/ccs-injection",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::none,
    .summary = "Someone in between can make both sides use weak keys",
    .why = "OpenSSL before 1.0.1h takes ChangeCipherSpec at any time: who puts one in early knows "
           "the keys of the connection.",
    .remedy = "Update OpenSSL to 1.0.1h or later.",
    .references = {{"CVE-2014-0224", "https://nvd.nist.gov/vuln/detail/CVE-2014-0224"}},
    .since = "0.1",
    .bad = "early ChangeCipherSpec: taken",
    .good = "early ChangeCipherSpec: alert 10 (unexpected_message)",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::ccs_injection
