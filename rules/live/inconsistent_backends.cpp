// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::inconsistent_backends {
namespace {

constexpr Rule rule{
    .name = "live/inconsistent-backends",
    .severity = Severity::warning,
    .servers = {"live"},
    .cause = Cause::misconfiguration,
    .summary = "The addresses of a name answer differently",
    .why = "Which server a client meets is chance: what works for one fails for the next, "
           "and faults come and go.",
    .remedy = "Give all servers behind the name one configuration and one certificate, and "
              "reload those that lag behind.",
    .references = {{"RFC 8305", "https://www.rfc-editor.org/rfc/rfc8305"}},
    .since = "0.1",
    .bad = "192.0.2.1:443 TLSv1.2 TLSv1.3; 192.0.2.2:443 TLSv1.2",
    .good = "both addresses answer alike",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::inconsistent_backends
