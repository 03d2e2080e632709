// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::breach {
namespace {

constexpr Rule rule{
    .name = "live/breach",
    .severity = Severity::info,
    .servers = {"live"},
    .cause = Cause::none,
    .summary = "Answers are compressed",
    .why = "Where a page holds a secret and something that an attacker chose, its compressed "
           "length gives the secret away (BREACH).",
    .remedy = "Do not compress pages with secrets that also repeat input, or hide their length.",
    .references = {{"BREACH (2013)", "https://www.breachattack.com/"}},
    .since = "0.1",
    .bad = "Content-Encoding: gzip",
    .good = "(no Content-Encoding)",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::breach
