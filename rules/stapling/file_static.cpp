// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::stapling::file_static {
namespace {

void check(const Endpoint& endpoint, Report& report) {
    const Stapling& stapling = endpoint.stapling.value;
    if (!endpoint.serves_tls() || !stapling.on || !stapling.file) return;
    report.at(stapling.file->at, fmt::format("nginx never refreshes {}", stapling.file->written));
}

constexpr Rule rule{
    .name = "stapling/file-static",
    .severity = Severity::info,
    .servers = {"nginx"},
    .cause = Cause::revoked,
    .summary = "The stapled response is never refreshed",
    .why = "nginx sends the file as it is, for ever: after its nextUpdate clients may refuse the "
           "site.",
    .remedy = "Let nginx fetch responses itself, or have a job refresh the file and reload nginx.",
    .references = {{"nginx: ssl_stapling_file",
                    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling_file"}},
    .since = "0.1",
    .bad = "ssl_stapling_file ocsp.der;",
    .good = "ssl_stapling on;",
    .check_endpoint = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::stapling::file_static
