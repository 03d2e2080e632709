// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_version {
namespace {

constexpr Rule rule{
    .name = "live/drift-version",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::version_mismatch,
    .summary = "The server speaks other versions than its configuration",
    .why = "What runs was started with another configuration, another library, or stands "
           "behind something that speaks TLS in its place: what is read in the files is "
           "not what clients get.",
    .remedy = "Reload the server; if that changes nothing, look which process and which file "
              "answer at this address.",
    .references = {{"RFC 9325 3.1", "https://www.rfc-editor.org/rfc/rfc9325#section-3.1"}},
    .since = "0.1",
    .bad = "configured TLSv1.2 TLSv1.3, observed TLSv1 TLSv1.1 TLSv1.2",
    .good = "configured TLSv1.2 TLSv1.3, observed TLSv1.2 TLSv1.3",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_version
