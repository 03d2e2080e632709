// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::drift_name {
namespace {

constexpr Rule rule{
    .name = "live/drift-name",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::name_mismatch,
    .summary = "A configured name is answered for another site, or not at all",
    .why = "Clients that ask for this name get a certificate that is not its own, and "
           "refuse it, or an alert in its place.",
    .remedy = "Reload the server so that it knows the name; look whether its file is included "
              "where it runs, and whether another block answers first.",
    .references = {{"RFC 6066 3", "https://www.rfc-editor.org/rfc/rfc6066#section-3"}},
    .since = "0.1",
    .bad = "new.example is answered with the certificate of shop.example",
    .good = "new.example is answered with its own certificate",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::drift_name
