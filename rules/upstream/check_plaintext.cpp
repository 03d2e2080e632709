// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::upstream::check_plaintext {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::check_in_clear, [&](const Remark& remark) {
        auto finding = report.at(
            remark.at,
            fmt::format("health checks do not speak the TLS of the traffic: {}", remark.value));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "upstream/check-plaintext",
    .severity = Severity::warning,
    .servers = {"haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "Health checks go on in clear, or in a dead protocol",
    .why = "With a port or address of its own a check is made in clear whatever the server line "
           "says, and ssl-hello-chk sends an SSLv3 hello that nobody answers: servers are down, or "
           "up, for the wrong reason.",
    .remedy = "Add check-ssl, with check-sni where names matter; in place of ssl-hello-chk too.",
    .references = {{"HAProxy Configuration Manual 5.2, check-ssl",
                    "https://docs.haproxy.org/2.6/configuration.html#5.2-check-ssl"}},
    .since = "0.1",
    .bad = "server a 10.0.0.7:443 ssl ca-file ca.pem check port 443",
    .good = "server a 10.0.0.7:443 ssl ca-file ca.pem check port 443 check-ssl",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::check_plaintext
