// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_cipher {
namespace {

constexpr Rule rule{
    .name = "live/drift-cipher",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::misconfiguration,
    .summary = "The server takes other cipher suites, or in another order, than its configuration",
    .why = "The list that was changed in the files is not in force: suites that were taken "
           "out are still accepted, or new ones are not there yet.",
    .remedy = "Reload the server; if that changes nothing, look which process and which file "
              "answer at this address.",
    .references = {{"RFC 9325 4.2", "https://www.rfc-editor.org/rfc/rfc9325#section-4.2"}},
    .since = "0.1",
    .bad = "TLSv1.2: also accepts AES128-SHA",
    .good = "TLSv1.2: the configured suites, in their order",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_cipher
