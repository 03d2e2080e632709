// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_http {
namespace {

constexpr Rule rule{
    .name = "live/drift-http",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::none,
    .summary =
        "Strict-Transport-Security, or the redirect to https, differs from the configuration",
    .why = "Browsers keep to https by what the answers say, not by what the files do.",
    .remedy = "Reload the server; look whether something between it and the client removes or "
              "adds headers.",
    .references = {{"RFC 6797 7.2", "https://www.rfc-editor.org/rfc/rfc6797#section-7.2"}},
    .since = "0.1",
    .bad = "configured max-age=63072000, observed none",
    .good = "configured max-age=63072000, observed max-age=63072000",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_http
