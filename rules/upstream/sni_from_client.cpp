// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/remarks.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

namespace tlslint::rules::upstream::sni_from_client {
namespace {

void check(const Model& model, Report& report) {
    for_each_remark(model, Remark::Kind::name_from_client, [&](const Remark& remark) {
        auto finding =
            report.at(remark.at, fmt::format("the name that is verified comes from the client: {}",
                                             remark.value));
        if (!(remark.related == Span{})) finding.related(remark.related, "");
    });
}

constexpr Rule rule{
    .name = "upstream/sni-from-client",
    .severity = Severity::warning,
    .servers = {"haproxy"},
    .cause = Cause::name_mismatch,
    .summary = "The client chooses the name that the certificate of an upstream is checked for",
    .why = "Whoever can present any certificate of the trusted authority, for any name, is "
           "accepted when a client asks for that name.",
    .remedy = "Send the name of the upstream: sni str(NAME).",
    .references = {{"HAProxy Configuration Manual 5.2, sni",
                    "https://docs.haproxy.org/2.6/configuration.html#5.2-sni"}},
    .since = "0.1",
    .bad = "server a 10.0.0.7:443 ssl ca-file ca.pem sni ssl_fc_sni",
    .good = "server a 10.0.0.7:443 ssl ca-file ca.pem sni str(app.example.net)",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::upstream::sni_from_client
