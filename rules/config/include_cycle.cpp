// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::config::include_cycle {
namespace {

void check(const Model& model, Report& report) {
    for (const Inclusion& inclusion : model.inclusions) {
        if (inclusion.state != Inclusion::State::cycle) continue;
        report.at(inclusion.at,
                  fmt::format("includes {}, which is being read already", inclusion.detail));
    }
}

constexpr Rule rule{
    .name = "config/include-cycle",
    .severity = Severity::error,
    .servers = {"nginx", "apache"},
    .cause = Cause::misconfiguration,
    .summary = "A file includes itself, directly or through others",
    .why =
        "nginx goes round until it has no file descriptors left, or crashes; httpd stops 128 files "
        "deep and does not start.",
    .remedy = "Take the include out of one of the files.",
    .references = {{"nginx: include", "https://nginx.org/en/docs/ngx_core_module.html#include"},
                   {"Apache httpd: Include",
                    "https://httpd.apache.org/docs/2.4/mod/core.html#include"}},
    .since = "0.1",
    .bad = "include nginx.conf;  # in nginx.conf",
    .good = "include snippets/tls.conf;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::config::include_cycle
